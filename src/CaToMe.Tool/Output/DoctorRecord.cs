using CaToMe.Inspection;
using CaToMe.Measuring;

namespace CaToMe.Tool.Output;

/// <summary>What <c>doctor --json</c> says.</summary>
internal sealed class DoctorRecord(MachineReport machine, SelfCheckResult check) : JsonRecord
{
    public MachineReport Machine => machine;

    public bool Passed => check.Passed;

    public double Difference => check.Difference;

    public double Limit => check.Limit;

    public double ElapsedSeconds => check.Elapsed.TotalSeconds;
}

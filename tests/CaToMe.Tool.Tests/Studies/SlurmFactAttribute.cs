namespace CaToMe.Tool.Tests.Studies;

/// <summary>A test that needs a Slurm: the one that tests/slurm/run.sh starts. Elsewhere it is skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SlurmFactAttribute : FactAttribute
{
    internal const string Variable = "CATOME_SLURM";

    public SlurmFactAttribute()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            Skip = "It needs a Slurm of its own: tests/slurm/run.sh.";
        }
    }
}

namespace CaToMe.Runtime;

/// <summary>
/// How libtorch's threads wait for each other. GNU OpenMP spins for about a millisecond before it sleeps, hundreds of times in
/// a U-Net call; where another program wants the cores, spinning threads keep the one from running that they wait for, and
/// a picture takes twenty times as long. A short spin is as fast on an idle machine and does no harm on a busy one.
/// </summary>
internal static class ThreadWaiting
{
    private const string SpinCount = "GOMP_SPINCOUNT", WaitPolicy = "OMP_WAIT_POLICY";

    /// <summary>Takes effect when libtorch is loaded afterwards. What the user has set stays.</summary>
    internal static void SpinBriefly()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(WaitPolicy) is null)
        {
            LibcEnvironment.SetDefault(SpinCount, "2000");
        }
    }
}

namespace CaToMe.Clusters;

/// <summary>A task as Slurm knows it.</summary>
/// <param name="Number">Which one, from 1.</param>
/// <param name="State">Slurm's word for its state: <c>RUNNING</c>, <c>NODE_FAIL</c>.</param>
/// <param name="Status">How its process ended, as the system says it: 256 times the exit code, or the number of a signal.</param>
/// <param name="Reason">Why it waits or ended; empty where there is nothing to say.</param>
/// <param name="Node">Where it is; empty where it waits.</param>
internal sealed record SlurmTask(int Number, string State, int Status, string Reason, string Node)
{
    private static readonly HashSet<string> Ended =
        ["BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED", "REVOKED", "TIMEOUT"];

    /// <summary>Whether Slurm will do something about it: it waits, runs, or is about to run again.</summary>
    internal bool IsActive => !Ended.Contains(State);

    /// <summary>How it ended; null where there is nothing to say.</summary>
    internal string? Ending => Status >= 256 ? $"exit code {Status >> 8}" : Status > 0 ? $"killed by signal {Status & 0x7f}" : null;
}

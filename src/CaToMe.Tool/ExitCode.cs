namespace CaToMe.Tool;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Everything that was asked for is there.</summary>
    internal const int Done = 0;

    /// <summary>A setting, a model or a file stood in the way: the message says which.</summary>
    internal const int Failed = 1;

    /// <summary>The command line could not be parsed.</summary>
    internal const int NotUnderstood = 2;

    /// <summary>Ctrl+C: 128 + the number of the signal, as shells have it.</summary>
    internal const int Cancelled = 130;

    /// <summary>SIGTERM.</summary>
    internal const int Terminated = 143;
}

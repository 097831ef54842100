using CaToMe.Tool.Options;

namespace CaToMe.Tool;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Everything that was asked for is there.</summary>
    internal const int Done = 0;

    /// <summary>Something went wrong: a model or a file that cannot be used, no memory, a full disk.</summary>
    internal const int Failed = 1;

    /// <summary>What was typed is not accepted: an option, its value, a missing prompt. Nothing was done.</summary>
    internal const int NotAccepted = 2;

    /// <summary>Ctrl+C: 128 + the number of the signal, as shells have it.</summary>
    internal const int Cancelled = 130;

    /// <summary>SIGTERM.</summary>
    internal const int Terminated = 143;

    /// <summary>The code of an error.</summary>
    internal static int Of(Exception error) => error is UsageException or OptionException or InvalidOptionsException ? NotAccepted : Failed;
}

namespace CaToMe.Tool.Output;

/// <summary>What <c>--json</c> says of an error.</summary>
/// <param name="message">The message, as it is on standard error.</param>
/// <param name="option">The option that is wrong, as it is typed; null where it is none.</param>
/// <param name="exitCode">What the process ends with.</param>
internal sealed class ErrorRecord(string message, string? option, int exitCode) : JsonRecord
{
    public string Error => message;

    public string? Option => option;

    public int ExitCode => exitCode;
}

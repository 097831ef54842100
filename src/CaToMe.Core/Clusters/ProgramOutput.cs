using System.ComponentModel;
using System.Diagnostics;

namespace CaToMe.Clusters;

/// <summary>What a program said, and how it ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record ProgramOutput(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="missing">What to do where it is not there.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="CaToMeException">It is not there.</exception>
    internal static ProgramOutput Of(string program, string missing, params IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new ProgramOutput(process.ExitCode, output, error.GetAwaiter().GetResult());
        }
        catch (Win32Exception e)
        {
            throw new CaToMeException($"{program} cannot be started: {e.Message.TrimEnd('.')}. {missing}", e);
        }
    }
}

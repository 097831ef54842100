using System.CommandLine;
using CaToMe.Tool.Options;

namespace CaToMe.Tool.Output;

/// <summary>What a caller hears of an error: a line of text on standard error, a record with <c>--json</c>, where help is, and the exit code.</summary>
internal static class Failures
{
    /// <summary>Tells it.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Where to.</param>
    /// <param name="isVerbose">Whether an unexpected error is shown whole.</param>
    /// <returns>The exit code.</returns>
    internal static int Tell(Exception error, ParseResult parsed, Terminal terminal, bool isVerbose = false)
    {
        var exitCode = ExitCode.Of(error);
        foreach (var (option, message) in Mistakes(error, isVerbose))
        {
            terminal.Fail(message);
            if (error is not IOException && OutputOptionGroup.IsJson(parsed))
            {
                terminal.Result(new ErrorRecord(message, option, exitCode).ToJson());
            }
        }

        if (exitCode == ExitCode.NotAccepted)
        {
            terminal.Say($"{HelpPage.FullName(parsed.CommandResult.Command)} --help shows what is accepted.");
        }

        return exitCode;
    }

    private static IEnumerable<(string? Option, string Message)> Mistakes(Exception error, bool isVerbose) => error switch
    {
        InvalidOptionsException several => several.Errors.SelectMany(e => Mistakes(e, isVerbose)),
        OptionException mistake => [(OptionSpelling.NameOf(mistake.Option), OptionSpelling.Of(mistake))],
        NativeRuntimeException => [(null, $"{error.Message} catome runtime install fetches libtorch.")],
        CaToMeException e => [(null, OptionSpelling.Of(e))],
        IOException e when !isVerbose => [(null, $"the output cannot be written: {e.Message.TrimEnd('.')}.")],
        _ when isVerbose => [(null, error.ToString())],
        _ => [(null, $"unexpected {error.GetType().Name}: {error.Message.Split('\n')[0].Trim().TrimEnd('.')}. Add --verbose to see where it comes from.")],
    };
}

using System.CommandLine;
using System.CommandLine.Parsing;
using CaToMe.Tool.Options;

namespace CaToMe.Tool.Tests;

/// <summary>The tool as a caller sees it.</summary>
internal static class CommandLine
{
    internal sealed record Outcome(int ExitCode, string Output, string Error);

    internal static async Task<Outcome> Run(string[] args, CancellationToken cancellationToken = default)
    {
        using StringWriter output = new(), error = new();
        var exitCode = await Program.Run(args, output, error, cancellationToken);
        return new(exitCode, output.ToString(), error.ToString());
    }

    internal static Task<Outcome> Run(string line) => Run([.. CommandLineParser.SplitCommandLine(line)]);

    /// <summary>Parses the options of one group alone.</summary>
    internal static ParseResult Parse(OptionGroup group, string line)
    {
        var command = new RootCommand();
        foreach (var option in group.Options)
        {
            command.Add(option);
        }

        return command.Parse(line);
    }
}

using System.CommandLine;
using System.CommandLine.Invocation;
using CaToMe.Tool.Commands;

namespace CaToMe.Tool.Output;

/// <summary><c>--help</c>: options under headings, and examples at the end, where a terminal shows them.</summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    private const int MaxWidth = 110, MinWidth = 50, MaxIndent = 30;

    private static readonly (string Purpose, string CommandLine)[] FirstSteps =
    [
        ("See what CA-ToMe does, side by side:", "catome compare \"a butterfly on a yellow background\" \"a house\" \"a red apple\""),
        ("Draw a picture:", "catome generate \"a red apple\""),
        ("All options of a command:", "catome generate --help"),
    ];

    public override bool ClearsParseErrors => true;

    /// <summary>A command with the ones above it: <c>catome generate</c>.</summary>
    internal static string FullName(Command command) => command is RootCommand ? "catome"
        : string.Join(' ', command.Parents.OfType<Command>().Where(p => p is not RootCommand).Select(p => p.Name).Append(command.Name).Prepend("catome"));

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var output = parseResult.InvocationConfiguration.Output;
        var width = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected ? Math.Clamp(Console.WindowWidth - 1, MinWidth, MaxWidth) : MaxWidth;
        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine("Usage: " + Usage(command));
        var sections = Sections(command).Where(s => s.Rows.Count > 0).ToList();
        var indent = sections.SelectMany(s => s.Rows).Select(r => r.Left.Length + 4).Where(i => i <= MaxIndent).DefaultIfEmpty().Max();
        foreach (var (title, rows) in sections)
        {
            output.WriteLine();
            output.WriteLine(title);
            foreach (var row in rows)
            {
                IndentedRow.Write(output, row.Left, row.Right, indent, width);
            }
        }

        output.WriteLine();
        output.WriteLine("Examples");
        foreach (var (purpose, commandLine) in command is ToolCommand { Examples: var examples } ? examples : FirstSteps)
        {
            output.WriteLine($"  {purpose}");
            output.WriteLine($"    {commandLine}");
        }

        return ExitCode.Done;
    }

    private static string Usage(Command command)
    {
        var arguments = command.Arguments.Select(a => a.Arity switch
        {
            { MinimumNumberOfValues: 0, MaximumNumberOfValues: > 1 } => $"[{a.Name}...]",
            { MinimumNumberOfValues: 0 } => $"[{a.Name}]",
            { MaximumNumberOfValues: > 1 } => a.Name + "...",
            _ => a.Name,
        });
        return string.Join(' ', [FullName(command), .. command.Subcommands.Count > 0 ? ["COMMAND"] : arguments, "[options]"]);
    }

    private static IEnumerable<(string Title, IReadOnlyList<(string Left, string Right)> Rows)> Sections(Command command)
    {
        yield return ("Commands", [.. command.Subcommands.Select(c => (c.Name, c.Description ?? ""))]);
        yield return ("Arguments", [.. command.Arguments.Select(a => (a.Name, a.Description ?? ""))]);
        foreach (var group in command is ToolCommand { Groups: var groups } ? groups : [])
        {
            yield return (group.Title, [.. group.Options.Select(Row)]);
        }

        var grouped = command is ToolCommand tool ? tool.Groups.SelectMany(g => g.Options).ToHashSet() : [];
        yield return ("Options", [.. command.Options.Where(o => command is not RootCommand && !grouped.Contains(o)).Select(Row)]);

        // What every command has: --help, --verbose, and --version at the root.
        var common = command.Parents.OfType<Command>().SelectMany(p => p.Options).Where(o => o.Recursive).Concat(command is RootCommand ? command.Options : []);
        yield return ("Common", [.. common.Select(Row)]);
    }

    private static (string Left, string Right) Row(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(a => a.StartsWith('-')).Prepend(option.Name));
        return (option.HelpName is { } value ? $"{names} {value}" : names, option.Description ?? "");
    }
}

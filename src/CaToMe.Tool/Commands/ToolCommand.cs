using System.CommandLine;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Commands;

/// <summary>A command that knows how its help page is arranged.</summary>
/// <param name="name">What the user types.</param>
/// <param name="description">What it does, in a sentence.</param>
internal abstract class ToolCommand(string name, string description) : Command(name, description)
{
    /// <summary>The options, under their headings.</summary>
    internal IReadOnlyList<OptionGroup> Groups { get; private set; } = [];

    /// <summary>What to try: a line that says what it does, and the command line.</summary>
    internal abstract IReadOnlyList<(string Purpose, string CommandLine)> Examples { get; }

    /// <summary>Says what the command does. Ctrl+C is answered at once, however long the work in hand takes to end.</summary>
    protected void Does(Func<ParseResult, Terminal, CancellationToken, Task<int>> run) => SetAction(async (parsed, cancellationToken) =>
    {
        var terminal = new Terminal(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        using var answer = cancellationToken.Register(() => terminal.SayAbove("Stopping..."));
        return await run(parsed, terminal, cancellationToken);
    });

    protected void Add(params OptionGroup[] groups)
    {
        Groups = groups;
        foreach (var option in groups.SelectMany(g => g.Options))
        {
            Add(option);
        }
    }
}

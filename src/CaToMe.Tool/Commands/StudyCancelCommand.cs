using System.CommandLine;
using CaToMe.Clusters;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome study cancel FILE</c></summary>
internal sealed class StudyCancelCommand : ToolCommand
{
    private readonly StudyArguments study = new();

    internal StudyCancelCommand() : base("cancel", "Cancel the tasks of a submitted study that wait or run. Pictures that are there are kept.")
    {
        Add(study.File);
        Add(study.Output);
        Does(Run);
    }

    internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
        [("All that waits or runs; catome study resume goes on:", "catome study cancel emoji.yaml --out results")];

    private Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var cancelled = new SlurmStudy(Path.GetFullPath(study.Folder(parsed))).Cancel();
        terminal.Say(cancelled.Count == 0 ? "No task waits or runs." : $"{cancelled.Count} tasks were cancelled.");
        return Task.FromResult(ExitCode.Done);
    }
}

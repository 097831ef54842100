using System.CommandLine;
using CaToMe.Clusters;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome study resume FILE</c></summary>
internal sealed class StudyResumeCommand : ToolCommand
{
    private readonly StudyArguments study = new();

    internal StudyResumeCommand() : base(
        "resume", "Submit the tasks of a submitted study again that failed, were cancelled or were lost. Pictures that are there are not drawn again.")
    {
        Add(study.File);
        Add(study.Output);
        Does(Run);
    }

    internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
        [("What failed, with the options that were given to submit:", "catome study resume emoji.yaml --out results")];

    private Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var (job, parts) = new SlurmStudy(Path.GetFullPath(study.Folder(parsed))).Resume(study.Read(parsed));
        foreach (var part in parts)
        {
            terminal.Say($"Task {part.Number}: {part.State}{(part.Note.Length > 0 ? $", {part.Note}" : "")}.");
        }

        terminal.Say(job is null ? "Nothing to resume: every task is done or at work." : $"Job {job}: {parts.Count} tasks again.");
        if (job is not null)
        {
            terminal.Result(job);
        }

        return Task.FromResult(ExitCode.Done);
    }
}

using System.CommandLine;
using System.Globalization;
using CaToMe.Clusters;
using CaToMe.Studies;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome study status FILE</c></summary>
internal sealed class StudyStatusCommand : ToolCommand
{
    private readonly StudyArguments study = new();

    internal StudyStatusCommand() : base("status", "Say how many pictures of a study are there, setting by setting, and how far its parts are.")
    {
        Add(study.File);
        Add(study.Output);
        Does(Run);
    }

    internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
        [("How far a study is, while it runs too:", "catome study status emoji.yaml --out results")];

    private Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var status = StudyStatus.Of(study.Folder(parsed), study.Read(parsed));
        var table = Tables.Of(Tables.Words("setting"), Tables.Numbers("pictures"), Tables.Numbers("of"), Tables.Numbers("mean time"));
        foreach (var setting in status.Settings)
        {
            table.Add(
                setting.Name, setting.Done.ToString(CultureInfo.InvariantCulture),
                setting.Pictures?.ToString(CultureInfo.InvariantCulture) ?? "earlier",
                setting.MeanSeconds is { } seconds ? Numbers.Seconds(seconds) : "");
        }

        terminal.Result(table);
        ShowTasks(Tasks(status.Folder, terminal), terminal);
        return Task.FromResult(ExitCode.Done);
    }

    private static IReadOnlyList<StudyTask> Tasks(string folder, Terminal terminal)
    {
        try
        {
            return StudyTask.Of(folder);
        }
        catch (CaToMeException e)
        {
            terminal.Warn(e.Message);
            return StudyTask.Of(StudyPart.Read(folder));
        }
    }

    private static void ShowTasks(IReadOnlyList<StudyTask> tasks, Terminal terminal)
    {
        if (tasks.Count == 0)
        {
            return;
        }

        var table = Tables.Of(Tables.Numbers("part"), Tables.Words("state"), Tables.Words("machine"), Tables.Words("note"));
        foreach (var task in tasks)
        {
            table.Add(string.Create(CultureInfo.InvariantCulture, $"{task.Number}/{task.Count}"), task.State, task.Machine, Terminal.OneLine(task.Note));
        }

        terminal.Result(table);
    }
}

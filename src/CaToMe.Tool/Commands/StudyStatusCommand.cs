using System.CommandLine;
using System.Globalization;
using CaToMe.Studies;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome study status FILE</c></summary>
internal sealed class StudyStatusCommand : ToolCommand
{
    private readonly StudyArguments study = new();

    internal StudyStatusCommand() : base("status", "Say how many pictures of a study are there, setting by setting.")
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
                setting.MeanSeconds is { } seconds ? Numbers.Seconds(TimeSpan.FromSeconds(seconds)) : "");
        }

        terminal.Result(table);
        return Task.FromResult(ExitCode.Done);
    }
}

using System.CommandLine;
using CaToMe.Reporting;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome study report DIR</c></summary>
internal sealed class StudyReportCommand : ToolCommand
{
    private readonly Argument<string> folder = new("DIR") { Description = "The study's results folder." };

    private readonly Option<string?> lpips = OptionTypes.Text(
        "--lpips", "FILE", "Measure LPIPS too: a .safetensors file of its official weights, alex or vgg. Default: left out.");

    private readonly Option<string?> clip = OptionTypes.Text(
        "--clip", "FOLDER", "Measure CLIP scores too: a folder with a CLIP model in transformers' layout. Default: left out.");

    private readonly Option<string?> inception = OptionTypes.Text(
        "--inception", "FILE", "Measure Fréchet distances too: a .safetensors file of pytorch-fid's InceptionV3. Default: left out.");

    private readonly Option<bool> json = OutputOptionGroup.Json("One JSON object on standard output.");

    internal StudyReportCommand() : base("report", "Make the figures, tables and the page of a study, in its results folder.")
    {
        Add(folder);
        Add(lpips);
        Add(clip);
        Add(inception);
        Add(json);
        Does(Run);
    }

    internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
    [
        ("Write results/report.html, results/figures and results/tables:", "catome study report results"),
        ("With LPIPS:", "catome study report results --lpips lpips-alex.safetensors"),
    ];

    private Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var report = StudyReport.Write(
            parsed.GetValue(folder)!,
            new StudyReportOptions { LpipsWeights = parsed.GetValue(lpips), ClipModel = parsed.GetValue(clip), InceptionWeights = parsed.GetValue(inception) },
            cancellationToken);
        if (parsed.GetValue(json))
        {
            terminal.Result(new StudyReportRecord(report).ToJson());
            return Task.FromResult(ExitCode.Done);
        }

        report.LeftOut.ToList().ForEach(line => terminal.Say($"Left out. {line}"));
        terminal.Result(report.Page);
        return Task.FromResult(ExitCode.Done);
    }
}

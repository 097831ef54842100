using System.CommandLine;
using System.Globalization;
using CaToMe.Inspection;
using CaToMe.Models;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome inspect MODEL</c>: what a model consists of and where it can merge, without reading its weights.</summary>
internal sealed class InspectCommand : ToolCommand
{
    private readonly Argument<string?> model = new("MODEL")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = $"{NamedModel.Forms} Default: the embedded model.",
    };
    private readonly Option<string?> config = (Option<string?>)OptionTypes.Of(PipelineSettings.ConfigFolder);
    private readonly Option<int?> width = OptionTypes.WholeNumber(
        "--width", "PIXELS", "Picture width for which tokens are counted. Default: the model's, and twice that.");
    private readonly Option<int?> height = OptionTypes.WholeNumber("--height", "PIXELS", "As for --width.");
    private readonly Option<bool> json = OutputOptionGroup.Json("One JSON object on standard output.");

    internal InspectCommand() : base("inspect", "Show a model's components and sizes, where its tokens can merge, and its problems.")
    {
        Add(model);
        Add(config);
        Add(width);
        Add(height);
        Add(json);
        Does(Run);
    }

    internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
    [
        ("The embedded model:", "catome inspect"),
        ("A downloaded file, at 768 x 768 pixels:", "catome inspect ./my-model.safetensors --width 768 --height 768"),
    ];

    private Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var path = parsed.GetValue(model) is { } given ? NamedModel.PathOf(given, terminal, cancellationToken) : EmbeddedModel.Path;
        var report = ModelReport.Inspect(path, parsed.GetValue(config));
        var sizes = report.Geometry is { } geometry ? Sizes(parsed, geometry) : [];
        if (parsed.GetValue(json))
        {
            terminal.Result(new InspectionRecord(report, sizes).ToJson());
        }
        else
        {
            Show(terminal, report, sizes);
        }

        return Task.FromResult(report.IsBroken ? ExitCode.Failed : ExitCode.Done);
    }

    private static void Show(Terminal terminal, ModelReport report, IReadOnlyList<(int Width, int Height)> sizes)
    {
        terminal.Result(string.Join(", ", new[] { report.Name, report.Family, report.PredictionType, report.Scheduler }.Where(p => p is not null)));
        if (report.Components.Count > 0)
        {
            terminal.Result(InspectionTables.Components(report));
        }

        if (report.Concepts.Count > 0)
        {
            terminal.Result("It draws");
            foreach (var some in report.Concepts.Chunk(6))
            {
                terminal.Result("  " + string.Join(", ", some));
            }

            terminal.Result("");
        }

        if (sizes.Count > 0)
        {
            terminal.Result(InspectionTables.Blocks(report, sizes));
        }

        terminal.Result(report.Problems.Count == 0 ? "No problems found." : "Problems");
        foreach (var problem in report.Problems)
        {
            terminal.Result("  " + problem);
        }
    }

    /// <summary>The picture sizes to count tokens for.</summary>
    private IReadOnlyList<(int Width, int Height)> Sizes(ParseResult parsed, UNetGeometry geometry)
    {
        var factor = geometry.AutoencoderFactor;
        var (ownWidth, ownHeight) = (geometry.LatentWidth * factor, geometry.LatentHeight * factor);
        if (parsed.GetValue(width) is null && parsed.GetValue(height) is null)
        {
            return [.. new[] { 1, 2 }.Select(times => (times * ownWidth, times * ownHeight))];
        }

        return [(Side("Width", parsed.GetValue(width) ?? ownWidth), Side("Height", parsed.GetValue(height) ?? ownHeight))];

        int Side(string name, int pixels) => pixels >= factor && pixels % factor == 0 ? pixels
            : throw new OptionException(name, pixels, string.Create(CultureInfo.InvariantCulture, $"give a multiple of {factor} pixels."));
    }
}

using System.CommandLine;
using CaToMe.Figures;
using CaToMe.Imaging;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome info IMAGE...</c>: how pictures were made, read from their files.</summary>
internal sealed class InfoCommand : ToolCommand
{
    private readonly Argument<string[]> images = new("IMAGE")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "A PNG, JPEG or WebP file of this tool, AUTOMATIC1111's web UI, SD.Next, ComfyUI, "
            + "InvokeAI, NovelAI, Fooocus, SwarmUI or Easy Diffusion.",
    };

    private readonly Option<bool> json = OutputOptionGroup.Json("One JSON object per picture on standard output.");

    internal InfoCommand() : base("info", "Show the settings that a picture was drawn with.")
    {
        Add(images);
        Add(json);
        SetAction(Run);
    }

    internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
    [
        ("What made this picture:", "catome info catome-42.png"),
    ];

    private int Run(ParseResult parsed)
    {
        var terminal = new Terminal(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var exit = ExitCode.Done;
        foreach (var path in parsed.GetRequiredValue(images))
        {
            try
            {
                Show(terminal, path, parsed.GetValue(json));
            }
            catch (CaToMeException e)
            {
                exit = Failures.Tell(e, parsed, terminal);
            }
        }

        return exit;
    }

    private static void Show(Terminal terminal, string path, bool asJson)
    {
        var text = PngFile.ReadText(path);
        if (ComparisonGrid.DescriptionIn(text) is { } comparison)
        {
            var grid = new GridRecord(path, comparison);
            Show(terminal, path, grid, grid.Rows(), asJson);
        }
        else
        {
            var picture = new InfoRecord(path, ImageMetadata.Parse(text, path));
            Show(terminal, path, picture, picture.Rows(), asJson);
        }
    }

    private static void Show(Terminal terminal, string path, JsonRecord record, IEnumerable<(string Name, string Value)> rows, bool asJson)
    {
        if (asJson)
        {
            terminal.Result(record.ToJson());
            return;
        }

        terminal.Result(path);
        foreach (var (name, value) in rows)
        {
            terminal.Result(Terminal.OneLine(name), Terminal.Printable(value));
        }
    }
}

using System.CommandLine;
using CaToMe.Requests;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Options;

/// <summary>Where a comparison goes.</summary>
internal sealed class GridOptionGroup : OptionGroup
{
    private readonly Option<string?> destination;
    private readonly Option<bool> force, json;

    internal GridOptionGroup() : base("Output")
    {
        destination = Add(OptionTypes.Text("--out", "PATH", 
            "A .png file or a folder. Default: comparison.png in the current folder, with a number where that exists.", "-o", "--output"));
        force = Add(OutputOptionGroup.Force());
        json = Add(OutputOptionGroup.Json("One JSON object per prompt and method on standard output, everything else on standard error."));
    }

    internal bool WantsJson(ParseResult parsed) => parsed.GetValue(json);

    /// <summary>Writes it.</summary>
    internal PictureFiles Files(ParseResult parsed, Terminal terminal) => new(terminal, parsed.GetValue(force));

    /// <summary>The grid's file, free to be written.</summary>
    /// <exception cref="CaToMeException">It exists, or its folder cannot be written.</exception>
    internal string Plan(ParseResult parsed, IReadOnlyList<GenerationRequest> requests)
    {
        var pattern = OutputPlan.Parse(destination.Name, parsed.GetValue(destination), "comparison.png");
        return pattern.FilesFor([requests[0]], parsed.GetValue(force)).Single();
    }
}

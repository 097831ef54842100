using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Requests;

namespace CaToMe.Shell;

/// <summary>A word in braces that stands in an output pattern for something of the picture.</summary>
/// <param name="Name">The word.</param>
/// <param name="Meaning">What it stands for, in a line of help.</param>
/// <param name="Value">A whole number, a number, or a text that is harmless in a file's name.</param>
internal sealed record OutputPlaceholder(string Name, string Meaning, Func<OutputPlaceholder.Picture, object> Value)
{
    /// <summary>What stands for a value that neither the request nor a model gives.</summary>
    private const string Open = "default";

    /// <summary>What a name, a number or a setting keeps beside letters and digits.</summary>
    private const string Kept = ".+-";

    /// <summary>Whether the model has a part in it: in what the request leaves open, or by its name.</summary>
    internal bool AsksForModel { get; private init; }

    /// <summary>Every one that is known.</summary>
    internal static IReadOnlyList<OutputPlaceholder> All { get; } =
    [
        new("prompt", "the prompt's words with dashes between", p => Slug.Of(p.Request.Prompt)),
        new("seed", "the seed", p => p.Request.Seed),
        new("index", "the picture's number in the series: 1, 2, ...", p => p.Index),
        new("merge", "how tokens are merged, such as catome-0.95 or none", p => Slug.Of(ShortMerge(p).ToString(), Kept)) { AsksForModel = true },
        new("steps", "the number of steps", p => p.Request.Steps),
        new("sampler", "the sampler", p => p.Request.Sampler ?? Open) { AsksForModel = true },
        new("guidance", "the guidance scale", p => p.Request.GuidanceScale ?? (object)Open) { AsksForModel = true },
        new("width", "the width in pixels", p => p.Request.Width ?? (object)Open) { AsksForModel = true },
        new("height", "the height in pixels", p => p.Request.Height ?? (object)Open) { AsksForModel = true },
        new("model", "the model's name", p => p.Model is null ? Open : Slug.Of(p.Model.Name, Kept)) { AsksForModel = true },
    ];

    /// <summary>All of them in a sentence.</summary>
    internal static string Listed { get; } = $"{string.Join(", ", All.SkipLast(1).Select(p => $"{{{p.Name}}}"))} or {{{All[^1].Name}}}";

    /// <summary>Whether its value is a number, which takes a format.</summary>
    internal bool IsNumber => Name is "seed" or "index" or "steps" or "guidance" or "width" or "height";

    private static MergeOptions ShortMerge(Picture picture) =>
        picture.Model is { } model ? picture.Request.Merge.ShortFor(model.RecommendedMerge) : picture.Request.Merge;

    /// <summary>What a file's name may tell.</summary>
    /// <param name="Request">What it is drawn from; with a model, with everything filled in.</param>
    /// <param name="Index">Its number in the series, from 1.</param>
    /// <param name="Model">The model, where it is known already.</param>
    internal sealed record Picture(GenerationRequest Request, int Index, ModelInfo? Model);
}

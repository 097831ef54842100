using CaToMe.Merging;
using CaToMe.Recipes;
using CaToMe.Requests;
using CaToMe.Tuning;

namespace CaToMe;

/// <summary>
/// Settings that were found together. The properties that are settings have the names of New-DiffusionImage's parameters: piped to it, the recipe
/// draws a prompt.
/// </summary>
public sealed class TokenMergingRecipe
{
    private readonly GenerationRequest request;

    /// <param name="recipe">The recipe.</param>
    /// <param name="file">Its file; null for one that comes with the module.</param>
    /// <param name="frontier">What it was found among; null where that is not known.</param>
    internal TokenMergingRecipe(Recipe recipe, string? file = null, IReadOnlyList<FrontierPoint>? frontier = null) =>
        (Recipe, File, Frontier, request) = (recipe, file, frontier, recipe.ApplyTo(new GenerationRequest { Prompt = "" }));

    /// <summary>Its name.</summary>
    public string Name => Recipe.Name;

    /// <summary>Sampler; null: the model's.</summary>
    public string? Sampler => request.Sampler;

    /// <summary>Sampling steps; null where it does not say them.</summary>
    public int? Steps => Recipe.Settings.ContainsKey(RequestSettings.Steps.Key!) ? request.Steps : null;

    /// <summary>Where the noise levels lie; null: where the sampler puts them.</summary>
    public string? Schedule => request.Schedule?.Name;

    /// <summary>The U-Net calls that compute guidance anew; null: all.</summary>
    public string? GuidanceCalls => request.GuidanceCalls?.Name;

    /// <summary>The U-Net calls that compute its deeper layers; null: all.</summary>
    public string? DeepCalls => request.DeepCalls?.Name;

    /// <summary>Layers of the U-Net's up path that every call computes; null where every call computes all of it.</summary>
    public int? ShallowLayers => request.DeepCalls is null ? null : request.ShallowLayers;

    /// <summary>The U-Net calls that are made; null: all.</summary>
    public string? UNetCalls => request.UNetCalls?.Name;

    /// <summary>How tokens are merged; its text is a value for -Merge.</summary>
    public MergeOptions Merge => request.Merge;

    /// <summary>The floating-point type that the model is loaded in; null: any.</summary>
    public string? Dtype => Recipe.Dtype;

    /// <summary>Mean likeness to the converged pictures, in dB, over prompts that took no part in finding it; null where it was not measured.</summary>
    public double? Psnr => Measured?.Psnr;

    /// <summary>That of the worst picture, in dB.</summary>
    public double? WorstPsnr => Measured?.WorstPsnr;

    /// <summary>Sampling time of a picture, in seconds, where it was measured.</summary>
    public double? Seconds => Measured?.Seconds;

    /// <summary>How many times as fast it is as the best plain sampling that is as like the converged pictures; null where none is known.</summary>
    public double? SpeedUp => Measured?.SpeedUp;

    /// <summary>What it was measured on: model, size, guidance scale, machine; null where it was not.</summary>
    public RecipeMeasurement? Measured => Recipe.Measured;

    /// <summary>Its settings as its file has them, by their keys.</summary>
    public IReadOnlyDictionary<string, string> Settings => Recipe.Settings;

    /// <summary>What it was found among, for Optimize-TokenMerging's: plain runs, CA-ToMe on them, and recipes, with their times and likenesses.</summary>
    public IReadOnlyList<FrontierPoint>? Frontier { get; }

    /// <summary>Its file; null for one that comes with the module.</summary>
    public string? File { get; }

    internal Recipe Recipe { get; }

    /// <inheritdoc/>
    public override string ToString() => File ?? Name;
}

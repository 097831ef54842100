using CaToMe.Merging;
using CaToMe.Recipes;
using CaToMe.Requests;

namespace CaToMe.Measuring;

/// <summary>A way of merging that is measured, under the name it has in tables and figures.</summary>
/// <param name="Label">Such as <c>baseline</c>, <c>ToMe r = 50 %</c>, <c>CA-ToMe t = 0.95</c>.</param>
/// <param name="Options">How tokens are merged.</param>
public sealed record MergeSetting(string Label, MergeOptions Options)
{
    /// <summary>The name of the setting that the others are compared with.</summary>
    internal const string Baseline = "baseline";

    /// <summary>Whether nothing is merged and nothing else changed: what the others are compared with.</summary>
    public bool IsBaseline => Options.Method == MergeMethod.None && Change is null;

    /// <summary>What else differs from the baseline's request; null: nothing.</summary>
    internal Func<GenerationRequest, GenerationRequest>? Change { get; private init; }

    /// <summary>A recipe's settings.</summary>
    /// <param name="recipe">The recipe.</param>
    public static MergeSetting Of(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return new MergeSetting(recipe.Name, recipe.ApplyTo(new GenerationRequest { Prompt = "" }).Merge) { Change = recipe.ApplyTo };
    }

    /// <summary>Fewer steps, with a sampler that does well with few, and nothing else.</summary>
    /// <param name="steps">How many.</param>
    internal static MergeSetting Fewer(int steps) => new($"{ConvergedRun.Sampler}, {steps} steps", MergeOptions.None)
    {
        Change = request => request with { Sampler = ConvergedRun.Sampler, Schedule = null, Steps = steps },
    };

    /// <summary>The baseline's request under this setting.</summary>
    internal GenerationRequest ApplyTo(GenerationRequest request) => Change?.Invoke(request) ?? request with { Merge = Options };
}

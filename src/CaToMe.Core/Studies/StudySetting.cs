using CaToMe.Measuring;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Recipes;
using CaToMe.Requests;
using CaToMe.Settings;

namespace CaToMe.Studies;

/// <summary>A setting of a study: the values that its pictures share.</summary>
/// <param name="Name">Its name; that of the setting that others are compared with is <c>baseline</c>.</param>
/// <param name="Values">The values, each as its text, by the keys of <see cref="Keys"/>.</param>
public sealed record StudySetting(string Name, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The name of the setting that the others are compared with.</summary>
    internal const string Baseline = MergeSetting.Baseline;

    internal const string MergeKey = "merge", RecipeKey = "recipe", DtypeKey = "dtype";

    /// <summary>The settings of a picture that a study can set, by their keys: all but those that the study itself has.</summary>
    internal static IReadOnlyDictionary<string, Setting<GenerationRequest>> Held { get; } = RequestSettings.All
        .Where(s => s != RequestSettings.Seed && s != RequestSettings.CollectStatistics && s != RequestSettings.Batch)
        .ToDictionary(s => s.Key ?? s.Name.ToLowerInvariant());

    /// <summary>The keys that a setting may have, beside its name.</summary>
    internal static IReadOnlyList<string> Keys { get; } = [MergeKey, RecipeKey, DtypeKey, .. Held.Keys];

    /// <summary>The floating-point type that the model is loaded in; null: its own.</summary>
    internal string? Dtype => Values.GetValueOrDefault(DtypeKey) ?? Recipe?.Dtype;

    /// <summary>What it asks for, in one spelling: see <see cref="StudyRow.Values"/>.</summary>
    internal string Asked => AskedValues.Of(Apply("", 0), Dtype);

    private Recipe? Recipe => Values.GetValueOrDefault(RecipeKey) is { } name ? Recipes.Recipe.Load(name) : null;

    /// <summary>What is drawn: the recipe first, then the other values.</summary>
    /// <exception cref="CaToMeException">A value is not accepted.</exception>
    internal GenerationRequest Apply(string prompt, long seed)
    {
        var plain = new GenerationRequest { Prompt = prompt, Seed = seed };
        var request = Recipe?.ApplyTo(plain) ?? plain;
        request = Values.TryGetValue(MergeKey, out var merge) ? request with { Merge = MergeOptions.Parse(merge) } : request;
        return Held.Where(s => Values.ContainsKey(s.Key)).Aggregate(request, (made, s) => s.Value.Read(made, Values[s.Key]));
    }

    /// <summary>Checks every value.</summary>
    /// <exception cref="CaToMeException">One is not accepted.</exception>
    internal void Check()
    {
        Apply("", 0).Validate();
        _ = Values.TryGetValue(DtypeKey, out var dtype) ? PipelineSettings.Dtype.Read(new PipelineOptions(), dtype) : null;
    }
}

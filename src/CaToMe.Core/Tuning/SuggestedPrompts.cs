using CaToMe.Models;
using CaToMe.Runtime;

namespace CaToMe.Tuning;

/// <summary>What a search takes where the user names nothing.</summary>
internal static class SuggestedPrompts
{
    /// <summary>Prompts to search with, and others to measure with.</summary>
    /// <param name="Search">Few, as each is drawn hundreds of times.</param>
    /// <param name="HeldOut">More.</param>
    internal sealed record Prompts(IReadOnlyList<string> Search, IReadOnlyList<string> HeldOut);

    private static readonly Prompts Icons = new(
        ["a house", "a butterfly on a yellow background"],
        ["a red apple", "an owl on a blue background", "guitar, yellow background", "an emoji of a pizza", "a fox"]);

    private static readonly Prompts Photographs = new(
        ["a photo of a lighthouse on a cliff at sunset", "a portrait of an old fisherman, oil painting"],
        ["a bowl of fruit on a wooden table", "a city street in the rain at night", "a red fox in the snow", "a castle on a hill, watercolour"]);

    internal static Prompts For(ModelInfo model) => model.Path == EmbeddedModel.Path ? Icons : Photographs;

    /// <summary>The types to choose from: bfloat16 too where the processor multiplies it natively.</summary>
    internal static IReadOnlyList<string> DtypesOf(ModelInfo model) =>
        model is { Device: "cpu", Dtype: "float32" } && CpuFeatures.HasBFloat16 ? ["float32", "bfloat16"] : [model.Dtype];
}

using CaToMe.Merging;
using CaToMe.Requests;

namespace CaToMe.Tuning;

/// <summary>Settings to try.</summary>
/// <param name="Plain">Sampler, schedule, steps, size, seed and guidance scale, with nothing left out.</param>
/// <param name="Dtype">The type that the model is loaded in.</param>
/// <param name="Merge">How tokens are merged.</param>
/// <param name="Saving">What calls leave out.</param>
internal sealed record Candidate(GenerationRequest Plain, string Dtype, MergeOptions Merge, Saving Saving)
{
    /// <summary>Nothing is left out.</summary>
    internal static Candidate Whole(GenerationRequest plain, string dtype) => new(plain, dtype, MergeOptions.None, Saving.Nothing);

    /// <summary>The request.</summary>
    internal GenerationRequest Request => Saving.ApplyTo(Plain with { Merge = Merge });
}

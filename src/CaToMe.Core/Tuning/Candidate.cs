using CaToMe.Merging;
using CaToMe.Requests;

namespace CaToMe.Tuning;

/// <summary>Settings to try.</summary>
/// <param name="Plain">Sampler, schedule, steps, size, seed and guidance scale, with nothing left out.</param>
/// <param name="Pattern">What each call computes.</param>
/// <param name="Way">In which type, and how tokens are merged.</param>
internal sealed record Candidate(GenerationRequest Plain, CallPattern Pattern, Way Way)
{
    internal string Dtype => Way.Dtype;

    /// <summary>The request.</summary>
    internal GenerationRequest Request => Pattern.ApplyTo(Plain with { Merge = Way.Merge });
}

/// <summary>What holds for every call of a run.</summary>
/// <param name="Dtype">The floating-point type.</param>
/// <param name="Merge">How tokens are merged.</param>
internal sealed record Way(string Dtype, MergeOptions Merge);

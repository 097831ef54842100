using CaToMe.Merging;
using CaToMe.Requests;

namespace CaToMe.Measuring;

/// <summary>The run whose picture more steps change no more, with nothing left out: what a model draws if time does not matter.</summary>
internal static class ConvergedRun
{
    /// <summary>A second-order sampler: with few steps too its pictures are near the converged ones.</summary>
    internal const string Sampler = "dpm++2m";

    private const int Steps = 50;

    /// <summary>The same picture, converged.</summary>
    internal static GenerationRequest Of(GenerationRequest request) => request with
    {
        Steps = Steps, Sampler = Sampler, Schedule = null, Merge = MergeOptions.None, GuidanceCalls = null, DeepCalls = null, UNetCalls = null,
    };
}

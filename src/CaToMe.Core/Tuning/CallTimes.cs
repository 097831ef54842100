using CaToMe.Merging;
using CaToMe.Requests;

namespace CaToMe.Tuning;

/// <summary>
/// The times of a run's U-Net calls. Other programs and the machine's neighbours make some calls slow and none fast, so what a run takes undisturbed
/// shows in the faster calls of each kind: calls that compute the same. The time of a whole run swings by a fifth where this swings by few hundredths.
/// </summary>
internal sealed class CallTimes : IProgress<GenerationProgress>
{
    private const double Quantile = 0.25;

    private readonly List<double> ends = [];

    /// <inheritdoc/>
    public void Report(GenerationProgress value) => ends.Add(value.Elapsed.TotalSeconds);

    /// <summary>Seconds of the run's sampling, undisturbed: each call takes the lower quarter of the times of its kind.</summary>
    /// <param name="request">What was drawn: it says what each call computes.</param>
    /// <param name="more">What else tells calls apart; null: nothing.</param>
    internal double Undisturbed(GenerationRequest request, Func<int, object>? more = null)
    {
        var seconds = ends.Select((end, call) => end - (call == 0 ? 0 : ends[call - 1]));
        var kinds = Kinds(request, ends.Count).Select((kind, call) => (kind, more?.Invoke(call)));
        return seconds.Zip(kinds).GroupBy(pair => pair.Second, pair => pair.First)
            .Sum(kind => kind.Count() * kind.Order().ElementAt((int)(Quantile * (kind.Count() - 1))));
    }

    /// <summary>What each call computes.</summary>
    private static IEnumerable<(bool Pairs, bool Guidance, bool Deep, bool Predicts)> Kinds(GenerationRequest request, int calls)
    {
        var pairs = request.Merge.Method == MergeMethod.CaToMe ? request.Merge.EffectiveCheckpoints.For(calls) : null;
        var (guidance, deep, predicting) = (request.GuidanceCalls?.For(calls), request.DeepCalls?.For(calls), request.UNetCalls?.For(calls));
        return Enumerable.Range(0, calls).Select(call => (Computes(pairs, call), Computes(guidance, call), Computes(deep, call), Computes(predicting, call)));
    }

    private static bool Computes(IReadOnlySet<int>? calls, int call) => calls?.Contains(call) ?? true;
}

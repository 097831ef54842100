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

    /// <summary>The time that shows what something takes when nothing disturbs it: the lower quarter.</summary>
    /// <param name="seconds">Times of the same thing.</param>
    internal static double Undisturbed(IReadOnlyCollection<double> seconds) => seconds.Order().ElementAt((int)(Quantile * (seconds.Count - 1)));

    /// <summary>Seconds of the run's sampling, undisturbed: each call takes the lower quarter of the times of its kind.</summary>
    /// <param name="request">What was drawn: it says what each call computes.</param>
    /// <param name="more">What else tells calls apart; null: nothing.</param>
    internal double Undisturbed(GenerationRequest request, Func<int, object?>? more = null) => ByKind(request, more).Sum(kind => kind.Calls * kind.Seconds);

    /// <summary>The run's calls by what they compute.</summary>
    /// <param name="request">What was drawn: it says what each call computes.</param>
    /// <param name="more">What else tells calls apart; null: nothing.</param>
    internal IReadOnlyList<CallKind> ByKind(GenerationRequest request, Func<int, object?>? more = null)
    {
        var seconds = ends.Select((end, call) => end - (call == 0 ? 0 : ends[call - 1]));
        var kinds = Kinds(request, ends.Count).Select((kind, call) => $"{kind}{(more is null ? "" : $" {more(call)}")}");
        return
        [
            .. seconds.Zip(kinds).GroupBy(pair => pair.Second, pair => pair.First)
                .Select(kind => new CallKind(kind.Key, kind.Count(), Undisturbed([.. kind]))),
        ];
    }

    /// <summary>What each call computes.</summary>
    private static IEnumerable<string> Kinds(GenerationRequest request, int calls)
    {
        var pairs = request.Merge.Method == MergeMethod.CaToMe ? request.Merge.EffectiveCheckpoints.For(calls) : null;
        var (guidance, deep, predicting) = (request.GuidanceCalls?.For(calls), request.DeepCalls?.For(calls), request.UNetCalls?.For(calls));
        return Enumerable.Range(0, calls).Select(call =>
            !Computes(predicting, call) ? "nothing"
            : $"{request.Merge}{(Computes(pairs, call) ? "" : ", known pairs")}{(Computes(guidance, call) ? "" : ", half")}"
                + (Computes(deep, call) ? "" : $", {request.ShallowLayers} layers"));
    }

    private static bool Computes(IReadOnlySet<int>? calls, int call) => calls?.Contains(call) ?? true;
}

namespace CaToMe.Tuning;

/// <summary>How long calls take, by what they compute: the median of all that were timed.</summary>
internal sealed class CallCosts
{
    private readonly Dictionary<(Way Way, CallKind Kind), List<double>> seconds = [];

    /// <summary>Learns from a run. Its first call is left out: it computes the prompt's keys too.</summary>
    internal void Add(Candidate candidate, IReadOnlyList<double> callSeconds)
    {
        for (var call = 1; call < callSeconds.Count && call < candidate.Pattern.Kinds.Count; call++)
        {
            var key = (candidate.Way, candidate.Pattern.Kinds[call]);
            if (!seconds.TryGetValue(key, out var known))
            {
                seconds[key] = known = [];
            }

            known.Add(callSeconds[call]);
        }
    }

    /// <summary>Seconds of a call.</summary>
    internal double Of(Way way, CallKind kind) => seconds[(way, kind)].Order().ElementAt(seconds[(way, kind)].Count / 2);

    /// <summary>Seconds of a run.</summary>
    internal double Of(Candidate candidate) => candidate.Pattern.Kinds.Sum(kind => Of(candidate.Way, kind));
}

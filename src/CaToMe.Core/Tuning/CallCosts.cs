namespace CaToMe.Tuning;

/// <summary>
/// What calls take, learned from all runs of a search: a call that computes the same takes the same, whatever run it is in. So settings are compared
/// by what they compute, and not by the minute in which they happened to be drawn.
/// </summary>
internal sealed class CallCosts
{
    private readonly Dictionary<string, List<double>> seconds = new(StringComparer.Ordinal);

    /// <summary>Learns from a run.</summary>
    internal void Learn(IEnumerable<CallKind> run)
    {
        foreach (var kind in run)
        {
            if (!seconds.TryGetValue(kind.Name, out var known))
            {
                seconds[kind.Name] = known = [];
            }

            known.Add(kind.Seconds);
        }
    }

    /// <summary>The time of a run's calls: each takes the lower quarter of what its kind took in all runs so far.</summary>
    internal double Of(IEnumerable<CallKind> run) => run.Sum(kind => kind.Calls * CallTimes.Undisturbed(seconds[kind.Name]));
}

using CaToMe.Studies;

namespace CaToMe.Reporting;

/// <summary>Adds up calls as they are read.</summary>
internal sealed class CallTotals
{
    private readonly OrderedDictionary<(string Setting, string Block, int Call), CallTotal> totals = [];

    /// <summary>The totals, in the order in which their calls first came.</summary>
    internal IReadOnlyList<CallTotal> All => [.. totals.Values];

    /// <summary>Adds all calls.</summary>
    internal static IReadOnlyList<CallTotal> Of(IEnumerable<StudyCallRow> calls)
    {
        var sums = new CallTotals();
        foreach (var call in calls)
        {
            sums.Add(call);
        }

        return sums.All;
    }

    /// <summary>Adds a call.</summary>
    internal void Add(StudyCallRow call)
    {
        var key = (call.Setting, call.Block, call.Call);
        totals.TryAdd(key, new CallTotal(call.Setting, call.Block, call.Call));
        totals[key].Add(call);
    }
}

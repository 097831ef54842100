using System.Globalization;

namespace CaToMe.Reuse;

/// <summary>
/// The U-Net calls at which token pairs are computed; at the others the cached pairs are used again (CA-ToMe, section 3.2).
/// An explicit list holds call numbers, from 0. The paper's lists are given for 50 calls and scaled to the run's number;
/// <c>every-N</c> means every N calls of any run.
/// </summary>
public sealed record CheckpointSchedule
{
    private const int PaperCalls = 50;

    /// <summary>More than any run has: steps end at 1000, and some methods call twice a step.</summary>
    private const int MostCalls = 10_000;

    private const string Every = "every-";

    private static readonly Dictionary<string, int[]> Published = new(StringComparer.OrdinalIgnoreCase)
    {
        ["paper-1"] = [0, 1, 2, 3, 5, 10, 15, 25, 35],
        ["paper-2"] = [0, 10, 11, 12, 15, 20, 25, 30, 35, 45],
        ["paper-3"] = [0, 8, 11, 13, 20, 25, 30, 35, 45, 46, 47, 48, 49],
        ["paper-4"] = [0, 9, 13, 14, 15, 28, 29, 32, 36, 45],
        ["paper-adaptive"] = [0, 1, 5, 7, 10, 12, 15, 35, 40, .. Enumerable.Range(45, 7)],
    };

    private readonly int? distance;

    /// <summary>Whether the calls are given for 50 and scaled to the run's number.</summary>
    private readonly bool isScaled;

    private CheckpointSchedule(string name, IReadOnlyList<int>? calls, int? distance = null, bool isScaled = false)
    {
        (Name, Calls, this.distance, this.isScaled) = (name, calls, distance, isScaled);
    }

    /// <summary>Every call: no caching.</summary>
    public static CheckpointSchedule EveryCall { get; } = new("all", null, distance: 1);

    /// <summary>CA-ToMe's default, the schedule behind the paper's 1.24x: <c>paper-3</c>.</summary>
    public static CheckpointSchedule Default { get; } = Parse("paper-3");

    /// <summary>The names that <see cref="Parse(string)"/> accepts.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Published.Keys, "every-5", "every-10", "all"];

    /// <summary>A schedule's name, or its calls separated by commas: what <see cref="Parse(string)"/> reads back.</summary>
    public string Name { get; }

    /// <summary>Whether it suits a run of any number of calls: a rule or a scaled list, not call numbers.</summary>
    internal bool FitsAnyRun => distance is not null || isScaled;

    /// <summary>The calls as the published code lists them; null means every call.</summary>
    internal IReadOnlyList<int>? Calls { get; }

    /// <summary>A schedule of explicit call numbers.</summary>
    /// <param name="calls">Call numbers, from 0. Call 0 always computes, listed or not.</param>
    /// <exception cref="OptionException">A number is negative.</exception>
    public static CheckpointSchedule At(params IEnumerable<int> calls)
    {
        var sorted = calls.Distinct().Order().ToList();
        return sorted.Count > 0 && sorted[0] < 0
            ? throw new OptionException("Checkpoints", sorted[0], "call numbers count from 0.")
            : new CheckpointSchedule(string.Join(',', sorted), sorted);
    }

    /// <summary>Reads a schedule.</summary>
    /// <param name="text">
    /// A name (<c>paper-3</c>, <c>every-N</c> with any N from 1, <c>all</c>), or call numbers and ranges of them separated by commas (<c>0,5,10-14</c>).
    /// </param>
    /// <exception cref="OptionException">It is neither.</exception>
    public static CheckpointSchedule Parse(string text) => Parse(text, "Checkpoints");

    /// <summary>Reads a schedule.</summary>
    /// <param name="text">As above.</param>
    /// <param name="setting">What it is given for, for the message.</param>
    internal static CheckpointSchedule Parse(string text, string setting)
    {
        var trimmed = text.Trim();
        if (Published.TryGetValue(trimmed, out var calls))
        {
            return new CheckpointSchedule(trimmed.ToLowerInvariant(), calls, isScaled: true);
        }

        if (trimmed.StartsWith(Every, StringComparison.OrdinalIgnoreCase)
            && int.TryParse(trimmed[Every.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var distance)
            && distance > 0)
        {
            var listed = Enumerable.Range(0, PaperCalls + 1).Where(call => call % distance == 0);
            return new CheckpointSchedule(Every + distance.ToString(CultureInfo.InvariantCulture), [.. listed], distance);
        }

        if (string.Equals(trimmed, "all", StringComparison.OrdinalIgnoreCase))
        {
            return EveryCall;
        }

        var parts = trimmed.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries).Select(CallsOf).ToList();
        return parts.Count > 0 && parts.All(part => part is not null)
            ? At(parts.SelectMany(part => part!))
            : throw new OptionException(setting, text, $"give a schedule ({string.Join(", ", Names)}) or call numbers from 0, such as 0,5,10 or 0-4,8.");
    }

    /// <summary>One call, or a range of them; null where it is neither.</summary>
    private static IEnumerable<int>? CallsOf(string part)
    {
        var ends = part.Split('-');
        return ends.Length > 2 || !Array.TrueForAll(ends, end => int.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out _)) ? null
            : int.Parse(ends[0], CultureInfo.InvariantCulture) is var first && int.Parse(ends[^1], CultureInfo.InvariantCulture) is var last
                && first <= last && last < MostCalls ? Enumerable.Range(first, last - first + 1)
            : null;
    }

    /// <summary>The calls of a run that compute.</summary>
    /// <param name="totalCalls">The run's number of U-Net calls.</param>
    /// <returns>Call numbers, from 0; the first is 0, all are below <paramref name="totalCalls"/>.</returns>
    public IReadOnlySet<int> For(int totalCalls)
    {
        var calls = distance is { } n ? Enumerable.Range(0, totalCalls).Where(call => call % n == 0)
            : isScaled ? Calls!.Select(c => (int)((long)c * totalCalls / PaperCalls))
            : Calls!;
        return calls.Append(0).Where(c => c < totalCalls).ToHashSet();
    }

    /// <summary>The calls that compute in the published code: it takes lists as they are, and counts calls from 1.</summary>
    /// <param name="totalCalls">The run's number of U-Net calls.</param>
    internal IReadOnlySet<int> InPublishedCode(int totalCalls) =>
        Enumerable.Range(0, totalCalls).Where(call => Calls?.Contains(call + 1) ?? true).ToHashSet();

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <inheritdoc/>
    public bool Equals(CheckpointSchedule? other) => other?.Name == Name;

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}

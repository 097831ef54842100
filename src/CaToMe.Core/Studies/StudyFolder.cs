using System.Globalization;

namespace CaToMe.Studies;

/// <summary>
/// The lines of a study's results folder. A picture's row is written after its calls, and it is what says that an item is done:
/// calls of an item without a row are left from a run that was stopped, and are not read.
/// </summary>
/// <param name="root">The results folder.</param>
internal sealed class StudyFolder(string root)
{
    private const string Pictures = "pictures", CallLines = "calls";

    /// <summary>A folder that is there.</summary>
    /// <exception cref="CaToMeException">It is not.</exception>
    internal static StudyFolder Existing(string root) => Directory.Exists(root)
        ? new StudyFolder(root)
        : throw new CaToMeException($"The results folder {root} is not there. Name the folder that a study was drawn into.");

    /// <summary>Appends an item: its calls in one write, then its picture's row in one.</summary>
    /// <param name="row">The picture's row. The picture itself is written before.</param>
    /// <param name="calls">The calls that were measured; may be empty.</param>
    /// <param name="shard">The part's name, such as "3-of-16"; null for an undivided study.</param>
    /// <exception cref="CaToMeException">A file cannot be written.</exception>
    public void Append(StudyRow row, IReadOnlyCollection<StudyCallRow> calls, string? shard = null)
    {
        AppendCalls(calls, shard);
        JsonLines.Append(Lines(Pictures, shard), [row]);
    }

    /// <summary>Appends an item's calls in one write.</summary>
    /// <exception cref="CaToMeException">A file cannot be written.</exception>
    public void AppendCalls(IReadOnlyCollection<StudyCallRow> calls, string? shard = null)
    {
        if (calls.Count > 0)
        {
            JsonLines.Append(Lines(CallLines, shard), calls);
        }
    }

    /// <summary>The rows of all parts, one for each item, read as they are asked for.</summary>
    public IEnumerable<StudyRow> Rows()
    {
        var seen = new HashSet<ulong>();
        return Files(Pictures).SelectMany(JsonLines.Read<StudyRow>).Where(row => seen.Add(Key(row.Item)));
    }

    /// <summary>The items that are done, as numbers.</summary>
    public HashSet<ulong> Done() => [.. Rows().Select(row => Key(row.Item))];

    /// <summary>
    /// The calls of items that are done, one for each block and call, read as they are asked for. An item's calls lie together, as they were appended in
    /// one write; where an item has several such groups (runs that were stopped, parts that overlap), the longest is the whole one.
    /// </summary>
    public IEnumerable<StudyCallRow> Calls()
    {
        var done = Done();
        var files = Files(CallLines);
        var longest = Longest(files, done);
        var (begin, seen) = (default(Place), new HashSet<(string Block, int Call)>());
        foreach (var (place, row) in Placed<StudyCallRow>(files, call => call.Item))
        {
            if (place != begin)
            {
                begin = place;
                seen.Clear();
            }

            if (longest.TryGetValue(Key(row.Item), out var whole) && whole == place && seen.Add((row.Block, row.Call)))
            {
                yield return row;
            }
        }
    }

    /// <summary>An item's name as a number.</summary>
    /// <exception cref="CaToMeException">It is no name of an item.</exception>
    internal static ulong Key(string item) => ulong.TryParse(item, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var key)
        ? key
        : throw new CaToMeException($"{item} is no item of a study: give up to 16 hexadecimal digits.");

    /// <summary>Where the longest group of each item's calls begins.</summary>
    private static Dictionary<ulong, Place> Longest(IReadOnlyList<string> files, HashSet<ulong> done)
    {
        var groups = new Dictionary<ulong, (Place Begin, int Length)>();
        var (begin, length) = (default(Place), 0);
        foreach (var (place, call) in Placed<ItemOfCall>(files, call => call.Item))
        {
            (begin, length) = (place, place == begin ? length + 1 : 1);
            var item = Key(call.Item);
            if (done.Contains(item) && length > groups.GetValueOrDefault(item).Length)
            {
                groups[item] = (begin, length);
            }
        }

        return groups.ToDictionary(g => g.Key, g => g.Value.Begin);
    }

    /// <summary>Lines, each with the place where the group of its item begins.</summary>
    private static IEnumerable<(Place Begin, T Row)> Placed<T>(IReadOnlyList<string> files, Func<T, string> itemOf)
    {
        foreach (var (file, path) in files.Index())
        {
            var (item, begin, line) = ("", default(Place), 0L);
            foreach (var row in JsonLines.Read<T>(path))
            {
                if (itemOf(row) != item)
                {
                    (item, begin) = (itemOf(row), new Place(file, line));
                }

                yield return (begin, row);
                line++;
            }
        }
    }

    private string Lines(string kind, string? shard) => Path.Combine(root, shard is null ? $"{kind}.jsonl" : $"{kind}.{shard}.jsonl");

    private List<string> Files(string kind) =>
        Directory.Exists(root) ? [.. Directory.EnumerateFiles(root, $"{kind}*.jsonl").Order(StringComparer.Ordinal)] : [];

    private readonly record struct Place(int File, long Line);

    private sealed record ItemOfCall(string Item);
}

using System.Text.Json;

namespace CaToMe.Studies;

/// <summary>
/// The lines of a study's results folder. A picture's row is written after its calls, and it is what says that an item is done:
/// calls of an item without a row are left from a run that was stopped, and are not read.
/// </summary>
/// <param name="root">The results folder.</param>
internal sealed class StudyFolder(string root)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Appends an item: its calls in one write, then its picture's row in one.</summary>
    /// <param name="row">The picture's row. The picture itself is written before.</param>
    /// <param name="calls">The calls that were measured; may be empty.</param>
    /// <param name="shard">The part's name, such as "3-of-16"; null for an undivided study.</param>
    /// <exception cref="CaToMeException">A file cannot be written.</exception>
    public void Append(StudyRow row, IReadOnlyCollection<StudyCallRow> calls, string? shard = null)
    {
        if (calls.Count > 0)
        {
            Append(Lines("calls", shard), calls);
        }

        Append(Lines("pictures", shard), [row]);
    }

    /// <summary>The rows of all parts, one for each item, read as they are asked for.</summary>
    public IEnumerable<StudyRow> Rows()
    {
        var seen = new HashSet<ulong>();
        return Read<StudyRow>("pictures").Where(row => seen.Add(Key(row.Item)));
    }

    /// <summary>The items that are done, as numbers.</summary>
    public HashSet<ulong> Done() => [.. Rows().Select(row => Key(row.Item))];

    /// <summary>The calls of items that are done, one for each block and call.</summary>
    public IEnumerable<StudyCallRow> Calls()
    {
        var done = Done();
        return Read<StudyCallRow>("calls").Where(c => done.Contains(Key(c.Item))).DistinctBy(c => (c.Item, c.Block, c.Call));
    }

    internal static ulong Key(string item) => Convert.ToUInt64(item, 16);

    private string Lines(string kind, string? shard) => Path.Combine(root, shard is null ? $"{kind}.jsonl" : $"{kind}.{shard}.jsonl");

    private static void Append<T>(string path, IEnumerable<T> rows)
    {
        using var bytes = new MemoryStream();
        foreach (var row in rows)
        {
            JsonSerializer.Serialize(bytes, row, Json);
            bytes.WriteByte((byte)'\n');
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            CutTornLine(stream);
            stream.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaToMeException($"{path} cannot be written: {e.Message.TrimEnd('.')}. Choose another place, or make room.", e);
        }
    }

    /// <summary>Cuts what follows the last line end, and stands at the file's end.</summary>
    private static void CutTornLine(FileStream stream)
    {
        for (var end = stream.Length; end > 0; end--)
        {
            stream.Position = end - 1;
            if (stream.ReadByte() == '\n')
            {
                stream.SetLength(end);
                return;
            }
        }

        stream.SetLength(0);
    }

    private IEnumerable<T> Read<T>(string kind)
    {
        if (!Directory.Exists(root))
        {
            yield break;
        }

        foreach (var path in Directory.EnumerateFiles(root, $"{kind}*.jsonl").Order(StringComparer.Ordinal))
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var whole = EndsWithLine(stream);
            using var reader = new StreamReader(stream);
            var number = 0;
            for (var line = reader.ReadLine(); line is not null && (whole || !reader.EndOfStream); line = reader.ReadLine())
            {
                yield return Parse<T>(line, path, ++number);
            }
        }
    }

    private static bool EndsWithLine(FileStream stream)
    {
        if (stream.Length == 0)
        {
            return true;
        }

        stream.Seek(-1, SeekOrigin.End);
        var whole = stream.ReadByte() == '\n';
        stream.Position = 0;
        return whole;
    }

    private static T Parse<T>(string line, string path, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Json) ?? throw new JsonException("The line is null.");
        }
        catch (JsonException e)
        {
            throw new CaToMeException($"{path}, line {number} is not a row of a study: {e.Message} Delete that line: its picture is drawn anew.", e);
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using CaToMe.Runtime;

namespace CaToMe.Studies;

/// <summary>
/// What the process of a part says of itself, in the folder <c>parts</c> of the results: once when it begins, and once when it ends. One that
/// was killed says nothing more.
/// </summary>
internal sealed partial record StudyPart
{
    /// <summary>The error of a part that was told to stop.</summary>
    internal const string Cancelled = "cancelled";

    private const string Folder = "parts";

    /// <summary>The part's number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>How many parts there are.</summary>
    public required int Count { get; init; }

    /// <summary>The machine.</summary>
    public required string Machine { get; init; }

    /// <summary>The process on that machine.</summary>
    public required int Process { get; init; }

    /// <summary>When it began, in UTC.</summary>
    public required DateTime Began { get; init; }

    /// <summary>When it ended, in UTC; null before.</summary>
    public DateTime? Ended { get; init; }

    /// <summary>Whether all pictures of the part are there.</summary>
    public bool IsDone { get; init; }

    /// <summary>Why not; null where they are, and before the end.</summary>
    public string? Error { get; init; }

    /// <summary>Reads the parts of a results folder.</summary>
    /// <exception cref="CaToMeException">A file cannot be read.</exception>
    internal static IReadOnlyList<StudyPart> Read(string root)
    {
        var folder = Path.Combine(root, Folder);
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.json").Select(ReadFile).OrderBy(p => p.Count).ThenBy(p => p.Number)] : [];
    }

    /// <summary>Forgets what earlier processes said.</summary>
    internal static void Clear(string root)
    {
        if (Directory.Exists(Path.Combine(root, Folder)))
        {
            Directory.Delete(Path.Combine(root, Folder), recursive: true);
        }
    }

    /// <summary>Does the work of a part between its first word and its last.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="root">The results folder.</param>
    /// <param name="shard">The part; of an undivided study nothing is said.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="CaToMeException">The file cannot be written, or the work failed.</exception>
    internal static T Tell<T>(string root, StudyShard shard, Func<T> work)
    {
        var part = Begin(root, shard);
        try
        {
            var result = work();
            part?.End(root, null);
            return result;
        }
        catch (Exception e)
        {
            part?.TryEnd(root, e is OperationCanceledException ? Cancelled : e.Message);
            throw;
        }
    }

    /// <summary>Says that the process of a part begins; null for an undivided study.</summary>
    /// <param name="root">The results folder.</param>
    /// <param name="shard">The part.</param>
    /// <exception cref="CaToMeException">The file cannot be written.</exception>
    internal static StudyPart? Begin(string root, StudyShard shard)
    {
        if (shard.Count == 1)
        {
            return null;
        }

        var part = new StudyPart
        {
            Number = shard.Number, Count = shard.Count, Machine = Environment.MachineName, Process = Environment.ProcessId, Began = DateTime.UtcNow,
        };
        part.Write(root);
        return part;
    }

    /// <summary>Says that it ends.</summary>
    /// <param name="root">The results folder.</param>
    /// <param name="error">Why before all pictures are there; null where they are.</param>
    /// <exception cref="CaToMeException">The file cannot be written.</exception>
    internal void End(string root, string? error) => (this with { Ended = DateTime.UtcNow, IsDone = error is null, Error = error }).Write(root);

    /// <summary>The same where something went wrong: that is the error that counts, not that a full disk does not take it.</summary>
    internal void TryEnd(string root, string error)
    {
        try
        {
            End(root, error);
        }
        catch (CaToMeException)
        {
            // The part looks as if it was killed.
        }
    }

    private static StudyPart ReadFile(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), PartTypes.Default.StudyPart) ?? throw new JsonException("It is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CaToMeException($"{path} cannot be read: {e.Message.TrimEnd('.')}. Delete it: the part's next run writes it again.", e);
        }
    }

    private void Write(string root) => WholeFile.Write(
        Path.Combine(root, Folder, new StudyShard(Number, Count).Name + ".json"), file => JsonSerializer.Serialize(file, this, PartTypes.Default.StudyPart));

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
    [JsonSerializable(typeof(StudyPart))]
    private sealed partial class PartTypes : JsonSerializerContext;
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaToMe.Tuning;

/// <summary>What was measured so far, one JSON line for each picture: a search that was stopped goes on from there.</summary>
internal sealed partial class TrialLog
{
    private readonly string? path;
    private readonly Dictionary<string, Trial> known = new(StringComparer.Ordinal);

    /// <summary>Reads what is there.</summary>
    /// <param name="path">The file; null: nothing is remembered beyond the run.</param>
    /// <exception cref="CaToMeException">The file cannot be read.</exception>
    internal TrialLog(string? path)
    {
        this.path = path;
        try
        {
            foreach (var line in path is not null && File.Exists(path) ? File.ReadLines(path) : [])
            {
                if (Read(line) is { } entry)
                {
                    known[entry.Key] = entry.Trial;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaToMeException($"{path} cannot be read: {e.Message.TrimEnd('.')}. Choose another file for what the search remembers.", e);
        }
    }

    internal Trial? Find(string key) => known.GetValueOrDefault(key);

    internal void Add(string key, Trial trial)
    {
        known[key] = trial;
        if (path is not null)
        {
            File.AppendAllText(path, JsonSerializer.Serialize(new Entry(key, trial), EntryTypes.Default.Entry) + "\n");
        }
    }

    /// <summary>A line; null where it was cut when the search was stopped.</summary>
    private static Entry? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, EntryTypes.Default.Entry);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed record Entry(string Key, Trial Trial);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(Entry))]
    private sealed partial class EntryTypes : JsonSerializerContext;
}

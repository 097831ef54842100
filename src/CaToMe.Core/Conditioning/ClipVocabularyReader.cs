using System.Text.Json;

namespace CaToMe.Conditioning;

/// <summary>Reads the files of a tokenizer folder, in both forms that transformers writes.</summary>
internal static class ClipVocabularyReader
{
    private const string OpenAIMerges = "CaToMe.Conditioning.Vocabulary.merges.txt";

    /// <summary>Reads <c>vocab.json</c> and <c>merges.txt</c>, or <c>tokenizer.json</c> where these are absent.</summary>
    /// <param name="folder">The folder; <c>special_tokens_map.json</c> and <c>tokenizer_config.json</c> in it are read where present.</param>
    /// <exception cref="ModelException">Files are missing, corrupt, or do not belong together.</exception>
    internal static ClipVocabulary Read(string folder)
    {
        var (ids, merges, whole) = (Path.Combine(folder, "vocab.json"), Path.Combine(folder, "merges.txt"), Path.Combine(folder, "tokenizer.json"));
        var vocabulary = File.Exists(ids) && File.Exists(merges) ? new ClipVocabulary(Parse(ids, ReadIds), Parse(merges, ReadMerges))
            : File.Exists(whole) ? Parse(whole, ReadTokenizer)
            : throw new ModelException($"{folder} has no vocabulary: a CLIP tokenizer needs vocab.json and merges.txt, or tokenizer.json.");

        // Where both name a token, the map wins, as in transformers.
        foreach (var file in new[] { "tokenizer_config.json", "special_tokens_map.json" })
        {
            if (Path.Combine(folder, file) is var path && File.Exists(path))
            {
                vocabulary = Parse(path, stream => WithNames(vocabulary, stream));
            }
        }

        return vocabulary.Checked(folder);
    }

    /// <summary>OpenAI's CLIP vocabulary, which the published models share: 49408 tokens.</summary>
    internal static ClipVocabulary OpenAI()
    {
        using var stream = typeof(ClipVocabularyReader).Assembly.GetManifestResourceStream(OpenAIMerges)!;
        return ClipVocabulary.FromMerges(ReadMerges(stream));
    }

    private static T Parse<T>(string path, Func<Stream, T> parse)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return parse(stream);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw new ModelException($"{path} cannot be read as part of a CLIP vocabulary ({e.Message.TrimEnd('.')}). Get the file again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static Dictionary<string, int> ReadIds(Stream stream)
    {
        using var json = JsonDocument.Parse(stream);
        return ReadIds(json.RootElement);
    }

    private static Dictionary<string, int> ReadIds(JsonElement json)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in json.EnumerateObject())
        {
            ids[token.Name] = token.Value.GetInt32();
        }

        return ids;
    }

    private static List<(string Left, string Right)> ReadMerges(Stream stream)
    {
        using var reader = new StreamReader(stream);
        var merges = new List<(string, string)>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))
            {
                merges.Add(ReadMerge(line));
            }
        }

        return merges;
    }

    private static (string Left, string Right) ReadMerge(string line) => line.Split(' ') is [{ Length: > 0 } left, { Length: > 0 } right]
        ? (left, right)
        : throw new FormatException($"'{line}' is no pair of tokens");

    private static ClipVocabulary ReadTokenizer(Stream stream)
    {
        using var json = JsonDocument.Parse(stream);
        var model = json.RootElement.GetProperty("model");
        if (model.GetProperty("type").GetString() != "BPE" || model.GetProperty("end_of_word_suffix").GetString() != BytePairEncoding.WordEnd)
        {
            throw new FormatException($"it is no byte-pair encoding with {BytePairEncoding.WordEnd} at the end of words");
        }

        var ids = ReadIds(model.GetProperty("vocab"));
        var added = new List<string>();
        foreach (var token in json.RootElement.GetProperty("added_tokens").EnumerateArray())
        {
            added.Add(Text(token.GetProperty("content")));
            ids[added[^1]] = token.GetProperty("id").GetInt32();
        }

        // Older files write a pair as one string, newer ones as a list of two.
        var merges = model.GetProperty("merges").EnumerateArray()
            .Select(m => m.ValueKind == JsonValueKind.Array ? (Text(m[0]), Text(m[1])) : ReadMerge(Text(m)));
        return new ClipVocabulary(ids, [.. merges]) { Added = added };
    }

    private static ClipVocabulary WithNames(ClipVocabulary vocabulary, Stream stream)
    {
        using var json = JsonDocument.Parse(stream);
        return vocabulary with
        {
            Start = Name("bos_token", vocabulary.Start),
            End = Name("eos_token", vocabulary.End),
            Pad = Name("pad_token", vocabulary.Pad),
            Unknown = Name("unk_token", vocabulary.Unknown),
        };

        // A token is a string, or an object with its content and how it is matched.
        string Name(string key, string otherwise) => !json.RootElement.TryGetProperty(key, out var token) ? otherwise
            : token.ValueKind == JsonValueKind.Object ? Text(token.GetProperty("content"))
            : token.GetString() ?? otherwise;
    }

    private static string Text(JsonElement token) => token.GetString() ?? throw new FormatException("it has null in place of a token");
}

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CaToMe.Weights;

/// <summary>One of a model's config files. A value that is missing or of another kind is an error that names file and key.</summary>
/// <param name="Location">The file, or what stands for it: for messages.</param>
/// <param name="Root">The JSON object.</param>
internal sealed partial record ModelConfig(string Location, JsonElement Root)
{
    /// <summary>
    /// Reads a config file. Python writes infinities and NaN bare (<c>"lambda_min_clipped": -Infinity</c>), which JSON does not
    /// allow: they become strings.
    /// </summary>
    /// <exception cref="ModelException">It is missing, cannot be read, or is not a JSON object.</exception>
    internal static ModelConfig Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(BareNumber().Replace(File.ReadAllText(path), "$1\"$2\""));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new ModelConfig(path, document.RootElement.Clone())
                : throw new ModelException($"{path} is not a JSON object. Download it again.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelException($"{path} is missing. Download the whole model, its config files too.", e);
        }
        catch (JsonException e)
        {
            throw new ModelException($"{path} is not valid JSON ({e.Message.TrimEnd('.')}). Download it again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Whether a key is there with a value other than null.</summary>
    internal bool Has(string key) => Find(key) is not null;

    /// <summary>A string, or null where the key is absent or null.</summary>
    internal string? Text(string key) => Find(key) is { } value
        ? value.ValueKind == JsonValueKind.String ? value.GetString() : throw NotA(key, value, "a string")
        : null;

    /// <summary>A truth value; <paramref name="otherwise"/> where the key is absent or null.</summary>
    internal bool Flag(string key, bool otherwise = false) => Find(key) is { } value
        ? value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw NotA(key, value, "true or false")
        : otherwise;

    /// <summary>A whole number; <paramref name="otherwise"/>, where there is one, stands for an absent key.</summary>
    internal int Int(string key, int? otherwise = null) => otherwise is { } number && !Has(key) ? number : Whole(key, Required(key));

    /// <summary>A number; <paramref name="otherwise"/> where the key is absent or null.</summary>
    internal double Number(string key, double otherwise) => Find(key) is { } value
        ? value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw NotA(key, value, "a number")
        : otherwise;

    /// <summary>A number within limits; <paramref name="otherwise"/> where the key is absent or null.</summary>
    internal double Number(string key, double otherwise, double least, double most) => Number(key, otherwise) is var number && number >= least && number <= most
        ? number
        : throw NotA(key, Required(key), string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));

    /// <summary>Refuses a key that has another value than those a network is built for; an absent key is accepted.</summary>
    /// <param name="key">The key.</param>
    /// <param name="accepted">The accepted values, as JSON; none means that the key has to be absent.</param>
    internal void Require(string key, params string[] accepted)
    {
        if (Find(key) is { } value && !accepted.Contains(value.GetRawText()))
        {
            throw new ModelException($"{Location}: {key} is {value.GetRawText()}, and CaToMe builds networks with {string.Join(" or ", accepted.DefaultIfEmpty("none"))}.");
        }
    }

    /// <summary>A list of whole numbers, at least one.</summary>
    internal IReadOnlyList<int> Ints(string key) => [.. Items(key).Select(v => Whole(key, v))];

    /// <summary>A list of <paramref name="count"/> whole numbers; one number stands for as many of it.</summary>
    internal IReadOnlyList<int> Ints(string key, int count, int? fallback = null)
    {
        if (fallback is { } number && !Has(key))
        {
            return [.. Enumerable.Repeat(number, count)];
        }

        var value = Required(key);
        return value.ValueKind != JsonValueKind.Array ? [.. Enumerable.Repeat(Whole(key, value), count)]
            : value.GetArrayLength() == count ? Ints(key)
            : throw NotA(key, value, $"one number, or a list of {count}");
    }

    /// <summary>A list of strings, at least one.</summary>
    internal IReadOnlyList<string> Texts(string key) =>
        [.. Items(key).Select(v => v.ValueKind == JsonValueKind.String ? v.GetString()! : throw NotA(key, v, "a string"))];

    /// <summary>A list of <paramref name="count"/> strings.</summary>
    internal IReadOnlyList<string> Texts(string key, int count) =>
        Texts(key) is var texts && texts.Count == count ? texts : throw NotA(key, Required(key), $"a list of {count}");

    private JsonElement? Find(string key) =>
        Root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private JsonElement Required(string key) =>
        Find(key) ?? throw new ModelException($"{Location} has no value for {key}. Is it the config file of another kind of model?");

    private IEnumerable<JsonElement> Items(string key)
    {
        var value = Required(key);
        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 ? value.EnumerateArray() : throw NotA(key, value, "a list");
    }

    private int Whole(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw NotA(key, value, "a whole number");

    private ModelException NotA(string key, JsonElement value, string needed) =>
        new($"{Location}: {key} is {value.GetRawText()}, and {needed} is needed. Is it the config file of another kind of model?");

    [GeneratedRegex("""(":\s*)(-?Infinity|NaN)\b""")]
    private static partial Regex BareNumber();
}

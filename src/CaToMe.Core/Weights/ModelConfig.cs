using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CaToMe.Weights;

/// <summary>
/// One of a model's config files. A value that is missing, of another kind or out of its range (<see cref="ConfigRanges"/>) is
/// an error that names file, key, value and what is accepted.
/// </summary>
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
    internal double Number(string key, double otherwise)
    {
        var (least, most) = ConfigRanges.OfReal(key);
        return Find(key) is not { } value ? otherwise
            : value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && number >= least && number <= most ? number
            : throw NotA(key, value, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
    }

    /// <summary>Refuses a key that has another value than those a network is built for; an absent key is accepted.</summary>
    /// <param name="key">The key.</param>
    /// <param name="what">What another value stands for, to follow "Networks with".</param>
    /// <param name="accepted">The accepted values, as JSON; none means that the key has to be absent.</param>
    internal void Require(string key, string what, params string[] accepted)
    {
        if (Find(key) is { } value && !accepted.Contains(value.GetRawText()))
        {
            throw new ModelException(
                $"{Location}: {key} is {value.GetRawText()}, and {string.Join(" or ", accepted.DefaultIfEmpty("null"))} is accepted. " +
                $"Networks with {what} are not supported yet.");
        }
    }

    /// <summary>Refuses a number of groups that channels cannot be shared among evenly.</summary>
    /// <param name="key">The number's key.</param>
    /// <param name="groups">The number.</param>
    /// <param name="channelsKey">The channels' key.</param>
    /// <param name="channels">The channels.</param>
    internal void RequireDivisor(string key, int groups, string channelsKey, params IEnumerable<int> channels)
    {
        if (channels.FirstOrDefault(c => c % groups != 0) is > 0 and var odd)
        {
            throw new ModelException(
                $"{Location}: {key} is {groups}, and a divisor of {channelsKey} ({odd}) is needed. Is it the config file of another kind of model?");
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

    /// <summary>A list of <paramref name="count"/> strings, each one of those accepted; any where none is named.</summary>
    internal IReadOnlyList<string> Texts(string key, int count, params string[] accepted)
    {
        var texts = Texts(key);
        return texts.Count == count && (accepted.Length == 0 || texts.All(accepted.Contains))
            ? texts
            : throw NotA(key, Required(key), $"a list of {count}{(accepted.Length == 0 ? "" : " of " + string.Join(" and ", accepted))}");
    }

    private JsonElement? Find(string key) =>
        Root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private JsonElement Required(string key) =>
        Find(key) ?? throw new ModelException($"{Location} has no value for {key}. Is it the config file of another kind of model?");

    private IEnumerable<JsonElement> Items(string key)
    {
        var value = Required(key);
        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is > 0 and <= ConfigRanges.MostItems
            ? value.EnumerateArray()
            : throw NotA(key, value, $"a list of 1 to {ConfigRanges.MostItems} items");
    }

    private int Whole(string key, JsonElement value)
    {
        var (least, most) = ConfigRanges.OfWhole(key);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : throw NotA(key, value, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));
    }

    private ModelException NotA(string key, JsonElement value, string needed) =>
        new($"{Location}: {key} is {value.GetRawText()}, and {needed} is needed. Is it the config file of another kind of model?");

    [GeneratedRegex("""(":\s*)(-?Infinity|NaN)\b""")]
    private static partial Regex BareNumber();
}

using System.Text.Json;

namespace CaToMe.Weights;

/// <summary>One component's config file: values by key, each with the default that diffusers gives it.</summary>
/// <param name="json">The parsed file.</param>
/// <param name="name">What the file belongs to, for error messages: <c>unet</c>, <c>vae</c>.</param>
public sealed class ComponentConfig(JsonElement json, string name)
{
    /// <summary>Whether the key is there and not null.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>A number.</summary>
    public double Number(string key, double? otherwise = null) =>
        Find(key) is not { } value ? otherwise ?? throw Missing(key)
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : throw Unfit(key, value, "a number");

    /// <summary>A whole number.</summary>
    public int Integer(string key, int? otherwise = null) =>
        Find(key) is not { } value ? otherwise ?? throw Missing(key)
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : throw Unfit(key, value, "a whole number");

    /// <summary>True or false.</summary>
    public bool Flag(string key, bool otherwise) =>
        Find(key) is not { } value ? otherwise
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Unfit(key, value, "true or false");

    /// <summary>A string.</summary>
    public string? Text(string key) =>
        Find(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Unfit(key, value, "a string");

    /// <summary>A list of strings.</summary>
    public string[] Texts(string key) =>
        Find(key) is { ValueKind: JsonValueKind.Array } value && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(v => v.GetString()!)]
            : throw Missing(key);

    /// <summary>A list of whole numbers; a single number stands for a list of <paramref name="count"/> equal ones.</summary>
    public int[] Integers(string key, int count, int? otherwise = null)
    {
        if (Find(key) is { ValueKind: JsonValueKind.Array } list)
        {
            var values = list.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out var n) ? n : throw Unfit(key, v, "whole numbers")).ToArray();
            return values.Length == count ? values : throw Unfit(key, list, $"{count} whole numbers");
        }

        return [.. Enumerable.Repeat(Integer(key, otherwise), count)];
    }

    /// <summary>Refuses a key that has another value than the ones that are built.</summary>
    /// <param name="key">The key.</param>
    /// <param name="accepted">The accepted values as JSON; a missing key is accepted.</param>
    public void Require(string key, params string[] accepted)
    {
        if (Find(key) is { } value && !accepted.Contains(value.GetRawText()))
        {
            throw Unfit(key, value, string.Join(" or ", accepted));
        }
    }

    private JsonElement? Find(string key) =>
        json.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private ModelException Missing(string key) => new($"The {name} config has no {key}. Take the config file that belongs to the weights.");

    private ModelException Unfit(string key, JsonElement value, string accepted) =>
        new($"The {name} config has {key} = {value.GetRawText()}, and CaToMe builds networks with {accepted}.");
}

using System.Text.Json;
using System.Text.RegularExpressions;

namespace CaToMe.Imaging.Reading;

/// <summary>JSON in pictures' texts.</summary>
internal static partial class JsonTexts
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true };

    /// <summary>A text as a JSON object; null where it is none.</summary>
    internal static JsonElement? FindObject(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith('{'))
        {
            return null;
        }

        try
        {
            return Parse(text);
        }
        catch (JsonException)
        {
            return Retry(text);
        }
    }

    /// <summary>The values of an object by <see cref="SettingValues.SameName"/>: texts as they are, numbers in their digits, lists and objects as JSON.
    /// Nulls are left out.</summary>
    internal static SettingValues Values(JsonElement from)
    {
        var values = new Dictionary<string, string>(SettingValues.SameName);
        foreach (var property in from.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null))
        {
            values[property.Name] = TextOf(property.Value);
        }

        return new SettingValues(values);
    }

    /// <summary>A value as a text.</summary>
    internal static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>A member of an object; null where there is none, or no object.</summary>
    internal static JsonElement? Member(this JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A member that is a text; null where there is none.</summary>
    internal static string? TextMember(this JsonElement from, string name) =>
        from.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>Python writes numbers that JSON does not know.</summary>
    private static JsonElement? Retry(string text)
    {
        try
        {
            return Parse(NoNumber().Replace(text, "null"));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Parses, and reads every text once: a lone surrogate is found here and not later.</summary>
    private static JsonElement? Parse(string text)
    {
        using var document = JsonDocument.Parse(text, Lenient);
        return AllTextsAreWhole(document.RootElement) ? document.RootElement.Clone() : null;
    }

    private static bool AllTextsAreWhole(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Object => value.EnumerateObject().All(p => p.Name is not null && AllTextsAreWhole(p.Value)),
                JsonValueKind.Array => value.EnumerateArray().All(AllTextsAreWhole),
                JsonValueKind.String => value.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"(?<=[\[:,]\s*)-?(NaN|Infinity)(?=\s*[\],}])")]
    private static partial Regex NoNumber();
}

using System.Text.Encodings.Web;
using System.Text.Json;

namespace CaToMe.Imaging;

/// <summary><c>Name: value, Name: "quoted, value"</c>: the web UI's line of settings. A value with a comma, a colon or a line break is a JSON string.</summary>
internal static class WebUiPairs
{
    private static readonly JsonSerializerOptions ReadableJson = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Quote(string value) =>
        value.AsSpan().ContainsAny(",:\n") ? JsonSerializer.Serialize(value, ReadableJson) : value;

    /// <summary>Reads a line; parts without a colon are passed over, and of two values of one name the last one counts.</summary>
    internal static Dictionary<string, string> Read(string line)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var rest = line.AsSpan(); !rest.IsEmpty;)
        {
            var end = rest.IndexOfAny(',', ':');
            if (end < 0)
            {
                break;
            }

            var (name, isPair) = (rest[..end].Trim().ToString(), rest[end] == ':');
            rest = rest[(end + 1)..].TrimStart();
            if (isPair && name.Length > 0)
            {
                pairs[name] = TakeValue(ref rest);
            }
        }

        return pairs;
    }

    /// <summary>Takes a value and the comma after it.</summary>
    private static string TakeValue(ref ReadOnlySpan<char> rest)
    {
        var quoted = QuotedLength(rest);
        var after = rest[quoted..].TrimStart();
        if (quoted > 0 && (after.IsEmpty || after[0] == ',') && Unquote(rest[..quoted]) is { } text)
        {
            rest = after.IsEmpty ? after : after[1..];
            return text;
        }

        var end = rest.IndexOf(',');
        var value = (end < 0 ? rest : rest[..end]).Trim().ToString();
        rest = end < 0 ? [] : rest[(end + 1)..];
        return value;
    }

    /// <summary>Length of the JSON string that the text begins with, quotes included; 0 where it begins with none.</summary>
    private static int QuotedLength(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != '"')
        {
            return 0;
        }

        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                return i + 1;
            }

            i += text[i] == '\\' ? 1 : 0;
        }

        return 0;
    }

    private static string? Unquote(ReadOnlySpan<char> quoted)
    {
        try
        {
            return JsonSerializer.Deserialize<string>(quoted);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

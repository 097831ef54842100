using System.Text.Encodings.Web;
using System.Text.Json;

namespace CaToMe.Imaging;

/// <summary>
/// <c>Name: value, Name: "quoted, value"</c>: the web UI's line of settings. A value with a comma, a colon or a line break is a JSON string.
/// Programs that descend from it may write bars for commas, and line breaks in quotes as they are.
/// </summary>
internal static class WebUiPairs
{
    private static readonly JsonSerializerOptions ReadableJson = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Blank = " \t";

    internal static string Quote(string value) =>
        value.AsSpan().ContainsAny(",:\n") ? JsonSerializer.Serialize(value, ReadableJson) : value;

    /// <summary>Reads the pairs up to the line's end; a quoted value may go over several lines.</summary>
    /// <param name="text">What begins with the line.</param>
    /// <param name="separator">What stands between pairs. Parts without a colon are passed over, and of two values of one name the last one counts.</param>
    /// <param name="length">How much of the text was read, without the line break at the end.</param>
    internal static Dictionary<string, string> Read(ReadOnlySpan<char> text, char separator, out int length)
    {
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var rest = text;
        while (!rest.IsEmpty && rest[0] != '\n')
        {
            var end = EndOf(rest, separator, ':');
            var (name, isPair) = (rest[..end].Trim().ToString(), end < rest.Length && rest[end] == ':');
            rest = end < rest.Length && rest[end] != '\n' ? rest[(end + 1)..].TrimStart(Blank) : rest[end..];
            if (isPair)
            {
                var value = TakeValue(ref rest, separator);
                if (name.Length > 0)
                {
                    pairs[name] = value;
                }
            }
        }

        length = text.Length - rest.Length;
        return pairs;
    }

    /// <summary>The text of a JSON string, which may have line breaks as they are; null where it is none.</summary>
    internal static string? Unquote(ReadOnlySpan<char> quoted)
    {
        try
        {
            return JsonSerializer.Deserialize<string>(quoted.ToString().Replace("\n", "\\n").Replace("\t", "\\t"));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Takes a value and the separator after it.</summary>
    private static string TakeValue(ref ReadOnlySpan<char> rest, char separator)
    {
        var quoted = QuotedLength(rest);
        var after = rest[quoted..].TrimStart(Blank);
        if (quoted > 0 && (after.IsEmpty || after[0] == separator || after[0] == '\n') && Unquote(rest[..quoted]) is { } text)
        {
            rest = WithoutFirst(after, separator);
            return text;
        }

        var end = EndOf(rest, separator, '\n');
        var value = rest[..end].Trim().ToString();
        rest = WithoutFirst(rest[end..], separator);
        return value;
    }

    private static ReadOnlySpan<char> WithoutFirst(ReadOnlySpan<char> text, char separator) =>
        !text.IsEmpty && text[0] == separator ? text[1..].TrimStart(Blank) : text;

    /// <summary>Where the first of three characters is, a line break being one of them; the length where there is none.</summary>
    private static int EndOf(ReadOnlySpan<char> text, char separator, char other) =>
        text.IndexOfAny(separator, other, '\n') is >= 0 and var end ? end : text.Length;

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
}

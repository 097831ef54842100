using System.Text.Json;

namespace CaToMe.Imaging.Reading;

/// <summary>The texts in a picture's file.</summary>
/// <param name="ByKeyword">Texts by PNG's keywords; what EXIF holds has the name of its tag.</param>
/// <param name="FileName">The file's name, for messages.</param>
internal sealed record PictureTexts(IReadOnlyDictionary<string, string> ByKeyword, string FileName)
{
    /// <summary>The keyword of the web UI's text, which many programs use for texts of their own.</summary>
    internal const string Parameters = "parameters";

    /// <summary>The EXIF tag of the same text, in JPEG and WebP files.</summary>
    internal const string UserComment = "UserComment";

    /// <summary>The EXIF tag for a description.</summary>
    internal const string ImageDescription = "ImageDescription";

    /// <summary>What the file says of the program that wrote it; null where it says nothing.</summary>
    internal string? Program => this["Software"] ?? this["Source"];

    /// <summary>A text; null where there is none, or nothing in it.</summary>
    internal string? this[string keyword] => ByKeyword.TryGetValue(keyword, out var text) && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>The text of <see cref="Parameters"/> or <see cref="UserComment"/>, whichever there is.</summary>
    internal string? Settings => this[Parameters] ?? this[UserComment];

    /// <summary>The error of a text that cannot be read.</summary>
    /// <param name="writer">The program that wrote it.</param>
    /// <param name="reason">What is wrong, without a full stop.</param>
    internal CaToMeException Unreadable(string writer, string reason) =>
        new($"The settings in {FileName}, which {writer} wrote, cannot be read: {reason}. Give the settings by hand, or a picture with other settings.");

    /// <summary>Settings in JSON, made into ours.</summary>
    /// <param name="settings">A JSON object with a prompt.</param>
    /// <param name="names">The names of its members.</param>
    /// <param name="values">Its values, where some of them were changed.</param>
    /// <exception cref="CaToMeException">A prompt is no text.</exception>
    internal ImageMetadata ReadJson(JsonElement settings, SettingNames names, SettingValues? values = null)
    {
        string[] prompts = [.. names.Prompt, .. names.Negative];
        foreach (var member in settings.EnumerateObject().Where(m => prompts.Contains(m.Name, SettingValues.SameName)))
        {
            if (member.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            {
                throw Unreadable(names.Writer, $"{member.Name} is no text");
            }
        }

        return (values ?? JsonTexts.Values(settings)).ToMetadata(names);
    }

    /// <summary>A text that has to be a JSON object.</summary>
    /// <exception cref="CaToMeException">It is none.</exception>
    internal JsonElement RequireObject(string writer, string text) =>
        JsonTexts.FindObject(text) ?? throw Unreadable(writer, "they are no JSON object, or one that is cut off");
}

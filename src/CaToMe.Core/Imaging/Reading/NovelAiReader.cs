using System.Text.Json;

namespace CaToMe.Imaging.Reading;

/// <summary>NovelAI: the prompt in <c>Description</c>, the settings as JSON in <c>Comment</c>.</summary>
internal sealed class NovelAiReader : ISettingsReader
{
    private const string Writer = "NovelAI";

    public ImageMetadata? Read(PictureTexts texts)
    {
        var comment = texts["Comment"] is { } text ? JsonTexts.FindObject(text) : null;
        var isSigned = new[] { texts["Software"], texts["Source"], texts["Title"] }.Any(s => s?.Contains(Writer, StringComparison.OrdinalIgnoreCase) == true);
        if (!isSigned && !(comment?.Member("uc") is not null && comment?.Member("steps") is not null))
        {
            return null;
        }

        if (comment is not { } settings)
        {
            throw texts.Unreadable(Writer, texts["Comment"] is null ? "there is no text named Comment" : "Comment is no JSON object, or one that is cut off");
        }

        var prompt = texts["Description"] ?? FilledText(settings, "prompt") ?? Caption(settings, "v4_prompt")
            ?? throw texts.Unreadable(Writer, "neither Description nor Comment has the prompt");
        var values = JsonTexts.Values(settings);
        values["prompt"] = null;
        values["model"] ??= texts["Source"];
        return values.ToMetadata(SettingNames.Json(Writer), prompt, FilledText(settings, "uc") ?? Caption(settings, "v4_negative_prompt"));
    }

    private static string? FilledText(JsonElement settings, string name) =>
        settings.TextMember(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>From version 4 on there is a caption for the picture, and one for each character.</summary>
    private static string? Caption(JsonElement settings, string name) =>
        settings.Member(name)?.Member("caption") is { } caption ? FilledText(caption, "base_caption") : null;
}

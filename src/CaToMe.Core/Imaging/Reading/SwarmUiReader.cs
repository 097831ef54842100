using System.Text.Json;

namespace CaToMe.Imaging.Reading;

/// <summary>SwarmUI: JSON in <c>parameters</c>, the settings in its member <c>sui_image_params</c>.</summary>
internal sealed class SwarmUiReader : ISettingsReader
{
    private const string Writer = "SwarmUI", Member = "sui_image_params";

    public ImageMetadata? Read(PictureTexts texts)
    {
        if (texts.Settings is not { } text || !text.AsSpan().TrimStart().StartsWith('{') || !text.Contains($"\"{Member}\"", StringComparison.Ordinal))
        {
            return null;
        }

        if (texts.RequireObject(Writer, text).Member(Member) is not { ValueKind: JsonValueKind.Object } settings)
        {
            throw texts.Unreadable(Writer, $"{Member} is no object");
        }

        var names = SettingNames.Json(Writer);
        return JsonTexts.Values(settings).Has(names.Prompt) ? texts.ReadJson(settings, names) : throw texts.Unreadable(Writer, $"{Member} has no prompt");
    }
}

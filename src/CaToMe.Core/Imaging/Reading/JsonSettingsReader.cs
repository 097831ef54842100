using System.Text.Json;

namespace CaToMe.Imaging.Reading;

/// <summary>Programs that write their settings as one flat JSON object: Fooocus and those that descend from it, Easy Diffusion into JPEG and WebP.</summary>
internal sealed class JsonSettingsReader : ISettingsReader
{
    private const string Fooocus = "Fooocus";

    public ImageMetadata? Read(PictureTexts texts)
    {
        var isFooocus = texts["fooocus_scheme"] == "fooocus";
        var text = texts.Settings ?? texts["Comment"];
        if (text is null || JsonTexts.FindObject(text) is not { } settings)
        {
            // In its other scheme Fooocus writes the web UI's text.
            return isFooocus && text is not null ? throw texts.Unreadable(Fooocus, "they are no JSON object, or one that is cut off") : null;
        }

        var writer = isFooocus ? Fooocus : WriterOf(settings, texts);
        var values = JsonTexts.Values(settings);
        var names = SettingNames.Json(writer);
        return values.Has(names.Prompt) && values.Has([.. names.Steps, .. names.Seed, .. names.Guidance, .. names.Sampler]) ? texts.ReadJson(settings, names)
            : isFooocus ? throw texts.Unreadable(Fooocus, "there is no prompt among them")
            : null;
    }

    /// <summary>The program, as far as the settings tell.</summary>
    internal static string WriterOf(JsonElement settings, PictureTexts texts)
    {
        var values = JsonTexts.Values(settings);
        return values["software"] ?? values["app"] ?? values["generator"]
            ?? (values.Has("performance", "metadata scheme") || values["version"]?.Contains(Fooocus, StringComparison.OrdinalIgnoreCase) == true ? Fooocus
                : values.Has("num inference steps", "use stable diffusion model") ? EasyDiffusionReader.Writer
                : texts.Program ?? "a program without a name");
    }
}

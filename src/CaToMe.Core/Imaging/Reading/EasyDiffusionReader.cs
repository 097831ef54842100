namespace CaToMe.Imaging.Reading;

/// <summary>Easy Diffusion's PNG files: a text per setting.</summary>
internal sealed class EasyDiffusionReader : ISettingsReader
{
    internal const string Writer = "Easy Diffusion";

    public ImageMetadata? Read(PictureTexts texts)
    {
        var values = new Dictionary<string, string>(SettingValues.SameName);
        foreach (var (keyword, text) in texts.ByKeyword)
        {
            values.TryAdd(keyword, text);
        }

        var names = SettingNames.Json(Writer);
        var settings = new SettingValues(values);
        return settings.Has(names.Prompt) && settings.Has(names.Steps) && settings.Has(names.Seed) ? settings.ToMetadata(names) : null;
    }
}

namespace CaToMe.Imaging.Reading;

/// <summary>A text in <c>parameters</c> in which no settings were found: a prompt, as the web UI takes it, unless it is JSON.</summary>
internal sealed class LonePromptReader : ISettingsReader
{
    public ImageMetadata? Read(PictureTexts texts)
    {
        if (!texts.ByKeyword.TryGetValue(PictureTexts.Parameters, out var text))
        {
            // A camera may have written what it likes into EXIF.
            return null;
        }

        if (JsonTexts.FindObject(text) is { } settings)
        {
            throw texts.Unreadable(JsonSettingsReader.WriterOf(settings, texts), "they are JSON of a form that is not known");
        }

        var start = text.TrimStart();
        if (start.StartsWith("{\"", StringComparison.Ordinal) || start.StartsWith("[{", StringComparison.Ordinal))
        {
            throw texts.Unreadable(texts.Program ?? "a program without a name", "they are JSON that is cut off or of a form that is not known");
        }

        var (prompt, negative) = WebUiReader.SplitPrompt(text.ReplaceLineEndings("\n"));
        return new SettingValues([]).ToMetadata(new SettingNames(WebUiReader.Writer), prompt, negative);
    }
}

namespace CaToMe.Imaging.Reading;

/// <summary>The programs whose pictures are read.</summary>
internal static class SettingsReaders
{
    /// <summary>In the order in which they are tried: what says most clearly whose it is comes first.</summary>
    private static readonly ISettingsReader[] all =
    [
        new SwarmUiReader(),
        new InvokeAiReader(),
        new InvokeAiDreamReader(),
        new NovelAiReader(),
        new JsonSettingsReader(),
        new WebUiReader(),
        new ComfyUiReader(),
        new EasyDiffusionReader(),
        new LonePromptReader(),
    ];

    /// <summary>Reads the settings of another program.</summary>
    /// <returns>Null where there are none.</returns>
    /// <exception cref="CaToMeException">There are, and they cannot be read: the message names the program.</exception>
    internal static ImageMetadata? Read(PictureTexts texts) =>
        all.Select(reader => reader.Read(texts)).FirstOrDefault(metadata => metadata is not null);
}

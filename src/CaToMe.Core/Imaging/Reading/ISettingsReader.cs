namespace CaToMe.Imaging.Reading;

/// <summary>Reads the settings that one program, or several that write alike, put into pictures.</summary>
internal interface ISettingsReader
{
    /// <summary>Reads a picture's settings.</summary>
    /// <returns>Null where the picture has none of this program.</returns>
    /// <exception cref="CaToMeException">It has, and they cannot be read: the message names the program.</exception>
    ImageMetadata? Read(PictureTexts texts);
}

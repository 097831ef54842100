using CaToMe.Requests;
using CaToMe.Runtime;
using CaToMe.Sources;
using SkiaSharp;

namespace CaToMe.Imaging;

/// <summary>PNG files with text, and reading of the other formats that Skia knows (JPEG, WebP, BMP, GIF).</summary>
public static class PngFile
{
    /// <summary>Length of the signature and the header chunk, which come first; text follows.</summary>
    private const int TextOffset = 8 + 25;

    /// <summary>Writes a picture, whole or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="image">The picture.</param>
    /// <param name="text">Text chunks by keyword (1 to 79 Latin-1 characters); null for none.</param>
    /// <param name="taken">What becomes of a file of that name. Default: it is replaced.</param>
    /// <returns>The file that was written: <paramref name="path"/>, or with <see cref="NameTaken.Number"/> one beside it.</returns>
    /// <exception cref="CaToMeException">The file cannot be written.</exception>
    public static string Save(string path, RgbImage image, IReadOnlyDictionary<string, string>? text = null, NameTaken taken = NameTaken.Replace)
    {
        var png = Encode(image, text);
        return WholeFile.Write(path, stream => stream.Write(png), taken);
    }

    /// <summary>A picture as the bytes of a PNG file. The same picture and text always give the same bytes.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="text">Text chunks by keyword (1 to 79 Latin-1 characters); null for none.</param>
    public static byte[] Encode(RgbImage image, IReadOnlyDictionary<string, string>? text = null)
    {
        using var bitmap = image.ToBitmap();
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        var png = encoded.AsSpan();
        using var stream = new MemoryStream(png.Length + 4096);
        stream.Write(png[..TextOffset]);
        foreach (var (keyword, value) in text ?? new Dictionary<string, string>())
        {
            PngText.Write(stream, keyword, value);
        }

        stream.Write(png[TextOffset..]);
        return stream.ToArray();
    }

    /// <summary>Reads a picture: PNG, JPEG, WebP, BMP or GIF. Values are as stored: colour profiles do not apply, transparency is dropped.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CaToMeException">The file is missing, is no picture, is cut off or has more than 134 million pixels.</exception>
    public static RgbImage Load(string path)
    {
        using var file = PictureFile.Open(ReadAll(path), refusal => new CaToMeException($"{path} cannot be read: {refusal}"));
        using var bitmap = file.Decode();
        return bitmap.ToRgbImage();
    }

    /// <summary>Reads a picture's texts: the tEXt, zTXt and iTXt chunks of PNG, the EXIF of JPEG and WebP.
    /// The file's content decides what it is, not its name.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Texts by keyword, those of EXIF by the tag (<c>UserComment</c>, <c>ImageDescription</c>, <c>Software</c>);
    /// of two chunks with the same keyword the last one counts.</returns>
    /// <exception cref="CaToMeException">The file is missing, is neither PNG nor JPEG nor WebP, is cut off or corrupt,
    /// or has more than 64 MB of text.</exception>
    public static IReadOnlyDictionary<string, string> ReadText(string path)
    {
        var file = ReadAll(path);
        return ExifText.IsJpeg(file) || ExifText.IsWebP(file) ? ExifText.Read(file, path) : PngText.Read(file, path);
    }

    private static byte[] ReadAll(string path)
    {
        if (Directory.Exists(path))
        {
            throw new CaToMeException($"{path} is a folder. Give a file in it.");
        }

        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            throw new CaToMeException($"{(path.Length == 0 ? "''" : path)} does not exist. Check the path.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaToMeException($"{path} cannot be read: {e.Message}", e);
        }
    }
}

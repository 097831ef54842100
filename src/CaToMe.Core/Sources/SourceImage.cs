using System.Security.Cryptography;
using SkiaSharp;

namespace CaToMe.Sources;

/// <summary>A picture to begin at, or a mask: a file, or pixels in memory. A file is read when it is drawn from, and is not kept.</summary>
public sealed class SourceImage : IEquatable<SourceImage>
{
    private readonly byte[]? pixels; // red, green, blue
    private readonly byte[]? content; // of a file in memory

    private SourceImage(string? path, string? hash, byte[]? pixels, int? width, int? height, byte[]? content = null) =>
        (Path, Hash, this.pixels, Width, Height, this.content) = (path, hash, pixels, width, height, content);

    /// <summary>The file; null for a picture in memory.</summary>
    public string? Path { get; }

    /// <summary>SHA-256 of the file, or of the pixels, in hexadecimal digits; null for a file that was not read yet.</summary>
    public string? Hash { get; }

    /// <summary>Width in pixels, turned as its EXIF says; null for a file that was not read yet.</summary>
    public int? Width { get; }

    /// <summary>Height in pixels, turned as its EXIF says; null for a file that was not read yet.</summary>
    public int? Height { get; }

    /// <summary>A file: PNG, JPEG, WebP, BMP or GIF.</summary>
    /// <param name="path">The file, which is looked at when a request is checked.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static SourceImage FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new(path, null, null, null, null);
    }

    /// <summary>Pixels in memory.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="pixels">Red, green, blue of each pixel, row by row: 3 x width x height bytes, which must not change afterwards.</param>
    /// <exception cref="ArgumentException">The number of bytes is another.</exception>
    public static SourceImage FromPixels(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        return width > 0 && height > 0 && pixels.Length == 3L * width * height
            ? new(null, Convert.ToHexStringLower(SHA256.HashData(pixels)), pixels, width, height)
            : throw new ArgumentException($"{pixels.Length} bytes are no {width} x {height} picture of 3 bytes a pixel.", nameof(pixels));
    }

    /// <summary>A file's content in memory: PNG, JPEG, WebP, BMP or GIF.</summary>
    /// <param name="content">All of the file's bytes, which must not change afterwards.</param>
    /// <exception cref="CaToMeException">It is no picture, or is too large.</exception>
    public static SourceImage FromBytes(byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var file = PictureFile.Open(content, refusal => new CaToMeException($"{content.Length} bytes in memory are refused as a picture: {refusal}"));
        return new(null, file.Hash, null, file.Width, file.Height, content);
    }

    /// <summary>What a picture's settings say of the one that it was drawn from.</summary>
    /// <param name="name">The file's name; null where there was none. Folders are not taken over.</param>
    /// <param name="hash">Its <see cref="Hash"/>.</param>
    internal static SourceImage Recorded(string? name, string hash) => new(string.IsNullOrWhiteSpace(name) ? null : FileName(name), hash, null, null, null);

    /// <summary>The file's name without its folders, which are nobody's business.</summary>
    internal string? Name => Path is null ? null : FileName(Path);

    /// <summary>The same picture, found in a folder where it is not in the current one.</summary>
    internal SourceImage Beside(string folder) =>
        Path is { } path && !File.Exists(path) && System.IO.Path.Combine(folder, path) is var beside && File.Exists(beside)
            ? new(beside, Hash, pixels, Width, Height)
            : this;

    /// <summary>The same with hash and size, which tell that it can be read.</summary>
    /// <param name="setting">The setting's name, for messages.</param>
    /// <exception cref="OptionException">The file is missing, is no picture, is too large, or is another than the one that is meant.</exception>
    internal SourceImage Opened(string setting)
    {
        if (pixels is not null || content is not null)
        {
            return this;
        }

        using var file = PictureFile.Open(Read(setting), refusal => new OptionException(setting, Path, refusal));
        return new(Path, file.Hash, null, file.Width, file.Height);
    }

    /// <summary>The picture, upright and opaque.</summary>
    /// <param name="setting">The setting's name, for messages.</param>
    /// <param name="background">What shows through where it is transparent.</param>
    /// <returns>A bitmap in <see cref="PictureFile.Format"/>, which the caller disposes.</returns>
    /// <exception cref="OptionException">As for <see cref="Opened"/>, or the file is cut off.</exception>
    internal SKBitmap Decode(string setting, SKColor background)
    {
        if (pixels is not null)
        {
            return PictureFile.BitmapOf(Width!.Value, Height!.Value, pixels);
        }

        using var file = PictureFile.Open(Read(setting), refusal => new OptionException(setting, Path, refusal));
        return file.DecodeUpright(background);
    }

    /// <summary>Whether both are the same picture: by their content where it is known, by their files where it is not.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(SourceImage? other) => other is not null && Identity == other.Identity;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SourceImage);

    /// <inheritdoc/>
    public override int GetHashCode() => Identity.GetHashCode(StringComparison.Ordinal);

    /// <summary>The file's path, or what says that it has none.</summary>
    public override string ToString() => Path ?? $"a picture in memory ({Hash![..10]})";

    private string Identity => Hash ?? Path!;

    private byte[] Read(string setting)
    {
        if (content is not null)
        {
            return content;
        }

        if (Path is null)
        {
            throw new OptionException(setting, ToString(), "the picture that it was drawn from had no file: give one.");
        }

        var read = PictureFile.ReadAll(Path, refusal => new OptionException(setting, Path, refusal));
        return Hash is null || Hash == PictureFile.HashOf(read)
            ? read
            : throw new OptionException(
                setting, Path, $"its content is another than the picture was drawn from (SHA-256 {Hash[..10]}...): give that file, or this one by name.");
    }

    private static string FileName(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
}

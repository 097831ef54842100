using System.Security.Cryptography;
using SkiaSharp;

namespace CaToMe.Sources;

/// <summary>A picture's file of any format that Skia reads. Its size is known, and within bounds, before a pixel is decoded.</summary>
internal sealed class PictureFile : IDisposable
{
    /// <summary>The largest picture that is read, in pixels: a small file can claim any size.</summary>
    internal const long MaxPixels = 1L << 27;

    /// <summary>The largest file that is read, in bytes.</summary>
    private const long MaxBytes = 1L << 29;

    private const string Formats = "give a PNG, JPEG, WebP, BMP or GIF file";

    private readonly SKData data;
    private readonly SKCodec codec;
    private readonly Func<string, Exception> refuse;

    private PictureFile(SKData data, SKCodec codec, string hash, Func<string, Exception> refuse) =>
        (this.data, this.codec, Hash, this.refuse) = (data, codec, hash, refuse);

    /// <summary>SHA-256 of the file, in hexadecimal digits.</summary>
    internal string Hash { get; }

    internal int Width => IsSideways ? codec.Info.Height : codec.Info.Width;

    internal int Height => IsSideways ? codec.Info.Width : codec.Info.Height;

    /// <summary>Whether EXIF says to turn it by a quarter.</summary>
    private bool IsSideways => codec.EncodedOrigin >= SKEncodedOrigin.LeftTop;

    /// <summary>Opaque RGBA without a colour space: values pass through as they are.</summary>
    internal static SKImageInfo Format(int width, int height) => new(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);

    /// <summary>Opens a file's content.</summary>
    /// <param name="content">All of it.</param>
    /// <param name="refuse">Makes an error of an instruction.</param>
    internal static PictureFile Open(byte[] content, Func<string, Exception> refuse)
    {
        var data = SKData.CreateCopy(content);
        var codec = SKCodec.Create(data);
        if (codec is null)
        {
            data.Dispose();
            throw refuse($"it is not a picture that can be read: {Formats}.");
        }

        var file = new PictureFile(data, codec, HashOf(content), refuse);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > MaxPixels)
        {
            file.Dispose();
            throw refuse($"it is said to have {width} x {height} pixels; at most {MaxPixels} are read: give a smaller picture.");
        }

        return file;
    }

    /// <summary>A file's content.</summary>
    /// <param name="path">The file.</param>
    /// <param name="refuse">Makes an error of an instruction.</param>
    internal static byte[] ReadAll(string path, Func<string, Exception> refuse)
    {
        try
        {
            return Directory.Exists(path) ? throw refuse("it is a folder: give a file in it.")
                : new FileInfo(path) is { Exists: true, Length: > MaxBytes } ? throw refuse($"it has more than {MaxBytes} bytes: give a smaller file.")
                : File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            throw refuse("there is no such file: check the path.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw refuse($"it cannot be read: {e.Message}");
        }
    }

    internal static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>A bitmap of pixels of three bytes.</summary>
    internal static SKBitmap BitmapOf(int width, int height, ReadOnlySpan<byte> pixels)
    {
        var bitmap = new SKBitmap(Format(width, height));
        var target = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < pixels.Length; from += 3, to += 4)
        {
            pixels.Slice(from, 3).CopyTo(target[to..]);
            target[to + 3] = byte.MaxValue;
        }

        return bitmap;
    }

    /// <summary>The pixels as they are stored; where the picture is transparent, its colours are those below.</summary>
    /// <returns>A bitmap with an alpha channel, which the caller disposes.</returns>
    internal SKBitmap Decode()
    {
        var bitmap = new SKBitmap(Format(codec.Info.Width, codec.Info.Height).WithAlphaType(SKAlphaType.Unpremul));
        var outcome = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (outcome == SKCodecResult.Success)
        {
            return bitmap;
        }

        bitmap.Dispose();
        throw refuse($"it is cut off or corrupt ({outcome}): copy or draw it again.");
    }

    /// <summary>The picture as EXIF says to turn it, on a background.</summary>
    internal SKBitmap DecodeUpright(SKColor background)
    {
        using var stored = Decode();
        var upright = new SKBitmap(Format(Width, Height));
        using var canvas = new SKCanvas(upright);
        canvas.Clear(background);
        canvas.SetMatrix(Turn(codec.EncodedOrigin, stored.Width, stored.Height));
        canvas.DrawBitmap(stored, 0, 0);
        return upright;
    }

    public void Dispose()
    {
        codec.Dispose();
        data.Dispose();
    }

    /// <summary>From a place in the stored picture, of width w and height h, to the place where it is seen.</summary>
    private static SKMatrix Turn(SKEncodedOrigin origin, int w, int h) => origin switch
    {
        SKEncodedOrigin.TopRight => new(-1, 0, w, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new(-1, 0, w, 0, -1, h, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, h, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new(0, -1, h, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new(0, -1, h, -1, 0, w, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, w, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}

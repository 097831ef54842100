using System.Buffers.Binary;
using System.Text;
using CaToMe.Imaging;
using CaToMe.Tests.Imaging.Reading;
using CsCheck;
using SkiaSharp;

namespace CaToMe.Tests.Imaging;

public sealed class ExifTextTests : IDisposable
{
    private const ushort Description = 0x010E, Make = 0x010F, Model = 0x0110, Software = 0x0131, UserComment = 0x9286;
    private const ushort Ascii = 2, Undefined = 7;
    private const string Settings = "a castle, 林檎\nNegative prompt: blur\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 512x768";
    private const string Graph = """
        {"3": {"class_type": "KSampler", "inputs": {"seed": 5, "steps": 20, "cfg": 7, "sampler_name": "euler_ancestral", "scheduler": "normal",
          "positive": ["6", 0], "latent_image": ["5", 0]}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a castle, 林檎"}},
        "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 768}}}
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<SKEncodedImageFormat, string, byte[]> UserComments()
    {
        var comments = new Dictionary<string, byte[]>
        {
            ["UTF-16, big endian"] = [.. "UNICODE\0"u8, .. Encoding.BigEndianUnicode.GetBytes(Settings)],
            ["UTF-16, little endian"] = [.. "UNICODE\0"u8, .. Encoding.Unicode.GetBytes(Settings)],
            ["ASCII"] = [.. "ASCII\0\0\0"u8, .. Encoding.UTF8.GetBytes(Settings)],
            ["undefined"] = [.. new byte[8], .. Encoding.UTF8.GetBytes(Settings)],
            ["no prefix"] = [.. Encoding.UTF8.GetBytes(Settings), 0],
        };
        var data = new TheoryData<SKEncodedImageFormat, string, byte[]>();
        foreach (var (name, comment) in comments)
        {
            data.Add(SKEncodedImageFormat.Jpeg, name, comment);
            data.Add(SKEncodedImageFormat.Webp, name, comment);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(UserComments))]
    public void A_user_comment_is_read_in_every_encoding(SKEncodedImageFormat format, string encoding, byte[] comment)
    {
        Assert.NotEmpty(encoding);
        foreach (var isBigEndian in new[] { true, false })
        {
            foreach (var isInOwnTable in new[] { true, false })
            {
                var tiff = Tiff(isBigEndian, isInOwnTable, (UserComment, Undefined, comment));
                Assert.Equal("a castle, 林檎 | blur | 20 euler-a 7 5 512x768 0", Read(format, tiff).Summary());
            }
        }
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Webp, "prompt:", "workflow:", Model, Make)]
    [InlineData(SKEncodedImageFormat.Webp, "Prompt: ", "Workflow: ", Make, Description)]
    [InlineData(SKEncodedImageFormat.Jpeg, "prompt:", "workflow:", Description, Make)]
    public void ComfyUIs_graph_is_read_from_the_tags_that_it_is_in(SKEncodedImageFormat format, string first, string second, ushort tag, ushort other)
    {
        var tiff = Tiff(true, false, (tag, Ascii, Encoding.UTF8.GetBytes($"{first}{Graph}\0")), (other, Ascii, Encoding.UTF8.GetBytes($"{second}{{}}\0")));
        Assert.Equal("a castle, 林檎 |  | 20 euler-a 7 5 512x768 0", Read(format, tiff).Summary());
    }

    [Fact]
    public void EXIF_in_WebP_may_begin_as_in_JPEG() =>
        Assert.Equal(
            "a castle, 林檎",
            Read(SKEncodedImageFormat.Webp, [.. "Exif\0\0"u8, .. Tiff(true, true,
                (UserComment, Undefined, [.. "UNICODE\0"u8, .. Encoding.BigEndianUnicode.GetBytes(Settings)]))]).Request.Prompt);

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void A_picture_of_a_camera_has_no_settings(SKEncodedImageFormat format)
    {
        var tiff = Tiff(
            false, true, (Description, Ascii, "A DIGITAL CAMERA\0"u8.ToArray()), (Software, Ascii, "Camera 3\0"u8.ToArray()),
            (UserComment, Undefined, "ASCII\0\0\0Screenshot"u8.ToArray()));
        var message = Assert.Throws<CaToMeException>(() => Read(format, tiff)).Message;
        Assert.Contains("carries no settings", message);
        Assert.Contains("Camera 3", message);
        Assert.Contains("carries no settings", Assert.Throws<CaToMeException>(() => Read(format, null)).Message);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Cut_or_changed_anywhere_a_file_is_read_or_refused(SKEncodedImageFormat format)
    {
        var file = Picture(
            format, Tiff(true, true, (Model, Ascii, "prompt:{}\0"u8.ToArray()),
            (UserComment, Undefined, [.. "UNICODE\0"u8, .. Encoding.BigEndianUnicode.GetBytes(Settings)])));
        Gen.Select(Gen.Int[0, file.Length], Gen.Int[0, 120], Gen.Byte).Sample(
            (length, at, value) =>
            {
                var damaged = file.ToArray();
                damaged[at] = value;
                File.WriteAllBytes(folder["d.jpg"], damaged[..length]);
                Assert.True(Record.Exception(() => ImageMetadata.Read(folder["d.jpg"])) is null or CaToMeException);
            },
            iter: 500, threads: 1);
    }

    private ImageMetadata Read(SKEncodedImageFormat format, byte[]? tiff)
    {
        // The name says nothing.
        File.WriteAllBytes(folder["picture.png"], Picture(format, tiff));
        Assert.Equal(8, PngFile.Load(folder["picture.png"]).Width);
        return ImageMetadata.Read(folder["picture.png"]);
    }

    private static byte[] Picture(SKEncodedImageFormat format, byte[]? tiff)
    {
        using var bitmap = new SKBitmap(8, 8);
        bitmap.Erase(SKColors.Olive);
        using var encoded = bitmap.Encode(format, 90);
        var plain = encoded.ToArray();
        return tiff is null ? plain : format == SKEncodedImageFormat.Jpeg ? WithSegment(plain, tiff) : WithChunk(plain, tiff);
    }

    /// <summary>A JPEG file with EXIF right after its first marker.</summary>
    private static byte[] WithSegment(byte[] jpeg, byte[] tiff)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(2 + 6 + tiff.Length));
        return [.. jpeg[..2], 0xFF, 0xE1, .. length, .. "Exif\0\0"u8, .. tiff, .. jpeg[2..]];
    }

    /// <summary>A WebP file in its extended form, with EXIF after the picture.</summary>
    private static byte[] WithChunk(byte[] webp, byte[] tiff)
    {
        byte[] header = [8, 0, 0, 0, 7, 0, 0, 7, 0, 0];
        byte[] content = [.. "WEBP"u8, .. Chunk("VP8X", header), .. webp[12..], .. Chunk("EXIF", tiff)];
        return [.. "RIFF"u8, .. BitConverter.GetBytes(content.Length), .. content];
    }

    private static byte[] Chunk(string name, byte[] data) =>
        [.. Encoding.ASCII.GetBytes(name), .. BitConverter.GetBytes(data.Length), .. data, .. data.Length % 2 == 0 ? [] : new byte[1]];

    /// <summary>EXIF: a header, a table of tags, a second table for the user comment where it has one, and the values.</summary>
    private static byte[] Tiff(bool isBigEndian, bool isInOwnTable, params (ushort Tag, ushort Type, byte[] Value)[] tags)
    {
        var first = tags.Where(t => !isInOwnTable || t.Tag != UserComment).OrderBy(t => t.Tag).ToList();
        var second = tags.Except(first).ToList();
        var entries = first.Count + (second.Count > 0 ? 1 : 0);
        var secondAt = 8 + 2 + (12 * entries) + 4;
        var valuesAt = secondAt + (second.Count > 0 ? 2 + (12 * second.Count) + 4 : 0);
        var (table, values) = (new List<byte>(), new List<byte>());
        table.AddRange(isBigEndian ? "MM"u8 : "II"u8);
        table.AddRange([.. Number(42, 2), .. Number(8, 4), .. Number(entries, 2)]);
        first.ForEach(Add);
        if (second.Count > 0)
        {
            table.AddRange([.. Number(0x8769, 2), .. Number(4, 2), .. Number(1, 4), .. Number(secondAt, 4), .. Number(0, 4), .. Number(second.Count, 2)]);
            second.ForEach(Add);
        }

        table.AddRange(Number(0, 4));
        return [.. table, .. values];

        void Add((ushort Tag, ushort Type, byte[] Value) tag)
        {
            table.AddRange([.. Number(tag.Tag, 2), .. Number(tag.Type, 2), .. Number(tag.Value.Length, 4), .. Number(valuesAt + values.Count, 4)]);
            values.AddRange(tag.Value);
        }

        byte[] Number(int value, int size)
        {
            var bytes = BitConverter.GetBytes(value)[..size];
            return isBigEndian ? [.. bytes.Reverse()] : bytes;
        }
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CaToMe.Imaging;
using CsCheck;
using SkiaSharp;

namespace CaToMe.Tests.Imaging;

public sealed class PngFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(37, 5)]
    [InlineData(64, 96)]
    public void A_picture_reads_back_to_the_bit(int width, int height)
    {
        var image = TestImages.Noisy(width, height);
        PngFile.Save(folder["a.png"], image);
        var read = PngFile.Load(folder["a.png"]);
        Assert.Equal((width, height), (read.Width, read.Height));
        Assert.Equal(image.Pixels, read.Pixels);
    }

    [Fact]
    public void Any_text_reads_back_as_it_was() =>
        Gen.String.Select(t => string.Concat(t.EnumerateRunes())).Sample(
            text =>
            {
                File.WriteAllBytes(
                    folder["t.png"], PngFile.Encode(TestImages.Plain(2, 2), new Dictionary<string, string> { ["parameters"] = text, ["B"] = "b" }));
                var read = PngFile.ReadText(folder["t.png"]);
                return read.Count == 2 && read["parameters"] == text && read["B"] == "b";
            },
            iter: 200, threads: 1);

    [Theory]
    [InlineData("a red apple, café", "tEXt")]
    [InlineData("林檎 🍎", "iTXt")]
    public void Text_beyond_Latin_1_becomes_iTXt(string text, string chunk)
    {
        var png = PngFile.Encode(TestImages.Plain(2, 2), new Dictionary<string, string> { ["parameters"] = text });
        Assert.Equal([chunk], Chunks(png).Select(c => c.Type).Where(t => t.EndsWith("Xt", StringComparison.Ordinal)));
        using var bitmap = SKBitmap.Decode(png);
        Assert.Equal(2, bitmap.Width);
    }

    [Fact]
    public void Text_stands_before_the_pixels() =>
        Assert.Equal(
            ["IHDR", "tEXt"],
            Chunks(PngFile.Encode(TestImages.Plain(2, 2), new Dictionary<string, string> { ["a"] = "b" })).Take(2).Select(c => c.Type));

    [Fact]
    public void Compressed_text_of_other_programs_is_read()
    {
        File.WriteAllBytes(folder["z.png"], WithChunk("zTXt", [.. "Title\0\0"u8, .. Deflate(Encoding.Latin1.GetBytes("café"))]));
        Assert.Equal("café", PngFile.ReadText(folder["z.png"])["Title"]);
        File.WriteAllBytes(folder["i.png"], WithChunk("iTXt", [.. "Title\0\u0001\0ja\0"u8, .. "題名\0"u8, .. Deflate(Encoding.UTF8.GetBytes("林檎"))]));
        Assert.Equal("林檎", PngFile.ReadText(folder["i.png"])["Title"]);
    }

    public static TheoryData<string, byte[]> HostileFiles() => new()
    {
        { "is not a PNG", "JFIF, honestly"u8.ToArray() },
        { "is not a PNG", [] },
        { "cut off", Plain[..40] },
        { "cut off", [.. Plain[..8], 0xFF, 0xFF, 0xFF, 0xFF, .. "tEXt"u8, 0, 0, 0, 0] },
        { "checksum", WithChunk("tEXt", "a\0b"u8.ToArray(), checksum: 1) },
        { "first fields", WithChunk("tEXt", "no end"u8.ToArray()) },
        { "first fields", WithChunk("iTXt", "a\0\0"u8.ToArray()) },
        { "first fields", WithChunk("zTXt", "a\0"u8.ToArray()) },
        { "unknown method", WithChunk("zTXt", "a\0\u0007abc"u8.ToArray()) },
        { "cannot be unpacked", WithChunk("zTXt", "a\0\0abc"u8.ToArray()) },
        { "more than", WithChunk("zTXt", [.. "a\0\0"u8, .. Deflate(new byte[65 << 20])]) },
    };

    [Theory]
    [MemberData(nameof(HostileFiles))]
    public void A_hostile_file_is_one_clear_error(string reason, byte[] content)
    {
        File.WriteAllBytes(folder["bad.png"], content);
        var error = Assert.Throws<CaToMeException>(() => PngFile.ReadText(folder["bad.png"]));
        Assert.Contains(reason, error.Message);
        Assert.Contains("bad.png", error.Message);
    }

    [Fact]
    public void Cut_or_changed_anywhere_a_file_is_read_or_refused()
    {
        var png = PngFile.Encode(TestImages.Noisy(8, 8), new Dictionary<string, string> { ["parameters"] = "Steps: 1", ["é"] = "林檎" });
        Gen.Select(Gen.Int[0, png.Length], Gen.Int[0, png.Length - 1], Gen.Byte).Sample(
            (length, at, value) =>
            {
                var damaged = png.ToArray();
                damaged[at] = value;
                File.WriteAllBytes(folder["d.png"], damaged[..length]);
                Assert.True(Record.Exception(() => PngFile.ReadText(folder["d.png"])) is null or CaToMeException);
                Assert.True(Record.Exception(() => PngFile.Load(folder["d.png"])) is null or CaToMeException);
            },
            iter: 300, threads: 1);
    }

    [Fact]
    public void A_picture_that_claims_to_be_huge_is_refused_before_memory_is_taken()
    {
        var png = Plain.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 100_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 100_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Checksum(png.AsSpan(12, 17)));
        File.WriteAllBytes(folder["huge.png"], png);
        Assert.Contains("100000 x 100000", Assert.Throws<CaToMeException>(() => PngFile.Load(folder["huge.png"])).Message);
    }

    [Fact]
    public void A_JPEG_is_read_too()
    {
        using var bitmap = new SKBitmap(40, 30);
        bitmap.Erase(new SKColor(200, 100, 50));
        using (var stream = File.Create(folder["p.jpg"]))
        {
            bitmap.Encode(stream, SKEncodedImageFormat.Jpeg, 95);
        }

        var image = PngFile.Load(folder["p.jpg"]);
        Assert.Equal((40, 30), (image.Width, image.Height));
        Assert.InRange(image.Pixels[0], 197, 203);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        Assert.Contains("nowhere.png does not exist", Assert.Throws<CaToMeException>(() => PngFile.Load(folder["nowhere.png"])).Message);
        Assert.Contains("nowhere.png does not exist", Assert.Throws<CaToMeException>(() => PngFile.ReadText(folder["nowhere.png"])).Message);
    }

    private static byte[] Plain { get; } = PngFile.Encode(TestImages.Plain(2, 2));

    private static byte[] WithChunk(string type, byte[] data, uint? checksum = null)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type).CopyTo(chunk, 4);
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), checksum ?? Checksum(chunk.AsSpan(4, 4 + data.Length)));
        return [.. Plain[..33], .. chunk, .. Plain[33..]];
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = new ICSharpCode.SharpZipLib.Checksum.Crc32();
        crc.Update(bytes.ToArray());
        return (uint)crc.Value;
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            zlib.Write(bytes);
        }

        return packed.ToArray();
    }

    private static IEnumerable<(string Type, int Length)> Chunks(byte[] png)
    {
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            yield return (Encoding.ASCII.GetString(png, at + 4, 4), length);
            at += 12 + length;
        }
    }
}

using CaToMe.Imaging;
using CaToMe.Sources;
using CaToMe.Tests.Imaging;
using SkiaSharp;

namespace CaToMe.Tests.Sources;

public sealed class SourceImageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Stored, the corners are red, green / blue, white. The orientation says where each is to be seen.</summary>
    [Theory]
    [InlineData(1, "RGBW")]
    [InlineData(2, "GRWB")]
    [InlineData(3, "WBGR")]
    [InlineData(4, "BWRG")]
    [InlineData(5, "RBGW")]
    [InlineData(6, "BRWG")]
    [InlineData(7, "WGBR")]
    [InlineData(8, "GWRB")]
    public void A_photo_is_turned_as_its_EXIF_says(byte orientation, string corners)
    {
        File.WriteAllBytes(folder["p.jpg"], Photo(48, 32, orientation));

        var opened = SourceImage.FromFile(folder["p.jpg"]).Opened("InitImage");
        using var picture = opened.Decode("InitImage", SKColors.White);

        Assert.Equal(orientation < 5 ? (48, 32) : (32, 48), (picture.Width, picture.Height));
        Assert.Equal((opened.Width, opened.Height), (picture.Width, picture.Height));
        var (right, bottom) = (picture.Width - 3, picture.Height - 3);
        SKColor[] seen = [picture.GetPixel(2, 2), picture.GetPixel(right, 2), picture.GetPixel(2, bottom), picture.GetPixel(right, bottom)];
        Assert.Equal(corners, string.Concat(seen.Select(Letter)));
    }

    [Fact]
    public void What_is_transparent_shows_the_background()
    {
        using (var bitmap = new SKBitmap(2, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul))
        {
            bitmap.SetPixel(0, 0, new SKColor(10, 20, 30, 255));
            bitmap.SetPixel(1, 0, new SKColor(10, 20, 30, 0));
            using var stream = File.Create(folder["t.png"]);
            bitmap.Encode(stream, SKEncodedImageFormat.Png, 100);
        }

        using var picture = SourceImage.FromFile(folder["t.png"]).Decode("InitImage", SKColors.White);
        Assert.Equal([10, 20, 30, 255, 255, 255], picture.Colours());
    }

    [Fact]
    public void The_content_counts_and_not_the_file()
    {
        PngFile.Save(folder["a.png"], TestImages.Noisy(8, 8));
        File.Copy(folder["a.png"], folder["b.png"]);
        PngFile.Save(folder["c.png"], TestImages.Plain(8, 8));
        var (a, b, c) = (Opened("a.png"), Opened("b.png"), Opened("c.png"));

        Assert.Equal(a, b);
        Assert.NotEqual(a, c);
        Assert.NotEqual(a.Path, b.Path);
    }

    [Fact]
    public void A_file_that_was_changed_meanwhile_is_not_taken_for_the_one_that_was_drawn_from()
    {
        PngFile.Save(folder["a.png"], TestImages.Noisy(8, 8));
        var recorded = SourceImage.Recorded("/secret/place/a.png", Opened("a.png").Hash!).Beside(folder.Path);
        Assert.Equal(folder["a.png"], recorded.Path);
        recorded.Opened("InitImage");

        PngFile.Save(folder["a.png"], TestImages.Plain(8, 8));
        Assert.Contains("another than the picture was drawn from", Assert.Throws<OptionException>(() => recorded.Opened("InitImage")).Message);
    }

    [Fact]
    public void A_cut_file_and_other_content_are_refused_in_a_sentence()
    {
        var png = PngFile.Encode(TestImages.Noisy(64, 64));
        File.WriteAllBytes(folder["cut.png"], png[..(png.Length / 2)]);
        folder.Write("pickled", "model.ckpt");

        Assert.Contains("cut off", Assert.Throws<OptionException>(() => Opened("cut.png").Decode("InitImage", SKColors.White)).Message);
        Assert.Contains("not a picture", Assert.Throws<OptionException>(() => Opened("model.ckpt")).Message);
        Assert.Contains("folder", Assert.Throws<OptionException>(() => SourceImage.FromFile(folder.Path).Opened("Mask")).Message);
        Assert.Contains("Mask is ", Assert.Throws<OptionException>(() => SourceImage.FromFile(folder["no.png"]).Opened("Mask")).Message);
    }

    private SourceImage Opened(string name) => SourceImage.FromFile(folder[name]).Opened("InitImage");

    private static char Letter(SKColor colour) => (colour.Red > 128, colour.Green > 128, colour.Blue > 128) switch
    {
        (true, false, false) => 'R',
        (false, true, false) => 'G',
        (false, false, true) => 'B',
        _ => 'W',
    };

    private static byte[] Photo(int width, int height, byte orientation)
    {
        using var bitmap = new SKBitmap(width, height);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            foreach (var (x, y, colour) in new[] { (0, 0, SKColors.Red), (width / 2, 0, SKColors.Lime), (0, height / 2, SKColors.Blue) })
            {
                using var paint = new SKPaint { Color = colour };
                canvas.DrawRect(x, y, width / 2, height / 2, paint);
            }
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, 95);
        // APP1 with EXIF, little-endian: one entry, the orientation (tag 0x0112, one number of 16 bits).
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0,
        ];
        return [.. encoded.AsSpan()[..2], .. exif, .. encoded.AsSpan()[2..]];
    }
}

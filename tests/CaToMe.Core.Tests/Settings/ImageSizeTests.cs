using CaToMe.Settings;

namespace CaToMe.Tests.Settings;

public class ImageSizeTests
{
    [Theory]
    [InlineData("512x768", 512, 768)]
    [InlineData("512 X 768", 512, 768)]
    [InlineData("64", 64, 64)]
    public void A_size_is_two_sides_or_one(string text, int width, int height) => Assert.Equal(new ImageSize(width, height), ImageSize.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("wide")]
    [InlineData("1x2x3")]
    [InlineData("1x")]
    [InlineData("-1x2")]
    public void Anything_else_is_none(string text)
    {
        Assert.False(ImageSize.TryParse(text, out _));
        Assert.Contains("512x512", Assert.Throws<OptionException>(() => ImageSize.Parse(text)).Message);
    }
}

using CaToMe.Imaging;
using CaToMe.Requests;

namespace CaToMe.Tests.Imaging;

public class TerminalPictureTests
{
    private static readonly RgbImage Red = new(2, 7, [.. Enumerable.Repeat(new byte[] { 255, 0, 0 }, 14).SelectMany(p => p)]);

    [Theory]
    [InlineData("TERM", "xterm-kitty", TerminalGraphics.Kitty)]
    [InlineData("KITTY_WINDOW_ID", "1", TerminalGraphics.Kitty)]
    [InlineData("TERM_PROGRAM", "iTerm.app", TerminalGraphics.ITerm)]
    [InlineData("TERM_PROGRAM", "WezTerm", TerminalGraphics.ITerm)]
    [InlineData("TERM", "foot", TerminalGraphics.Sixel)]
    [InlineData("WT_SESSION", "c0ffee", TerminalGraphics.Sixel)]
    [InlineData("TERM", "xterm-256color", TerminalGraphics.None)]
    [InlineData("CATOME_PREVIEW", "sixel", TerminalGraphics.Sixel)]
    [InlineData("CATOME_PREVIEW", "no", TerminalGraphics.None)]
    public void The_environment_tells_what_the_terminal_shows(string variable, string value, TerminalGraphics graphics) =>
        Assert.Equal(graphics, TerminalPicture.Detect(name => name == variable ? value : null));

    [Fact]
    public void Kittys_chunks_are_a_PNG_file()
    {
        var text = TerminalPicture.Encode(Red, TerminalGraphics.Kitty);
        Assert.StartsWith("\u001b_Gf=100,a=T,m=0;", text, StringComparison.Ordinal);
        Assert.Equal(PngFile.Encode(Red), Convert.FromBase64String(text["\u001b_Gf=100,a=T,m=0;".Length..^2]));
    }

    [Fact]
    public void ITerms_image_is_a_PNG_file() =>
        Assert.Equal(PngFile.Encode(Red), Convert.FromBase64String(TerminalPicture.Encode(Red, TerminalGraphics.ITerm).Split(':')[1][..^1]));

    [Fact]
    public void Sixels_of_a_red_picture_are_two_bands_of_one_colour()
    {
        var text = TerminalPicture.Encode(Red, TerminalGraphics.Sixel);
        Assert.StartsWith("\u001bPq\"1;1;2;7#0;2;0;0;0", text, StringComparison.Ordinal);
        Assert.Contains("#180;2;100;0;0", text, StringComparison.Ordinal);
        Assert.EndsWith("#180~~$-#180@@$-\u001b\\", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_colour_between_two_of_sixels_is_a_mixture_of_both()
    {
        var grey = new RgbImage(4, 4, [.. Enumerable.Repeat((byte)(2.5 * 51), 48)]);
        var lines = TerminalPicture.Encode(grey, TerminalGraphics.Sixel).Split("100;100;100")[1].Split('$');
        Assert.Equal(["#86", "#129"], lines.SkipLast(1).Select(l => l[..^4]));
        Assert.All(lines.SkipLast(1), line => Assert.Equal(8, line[^4..].Sum(bits => int.PopCount(bits - '?'))));
    }
}

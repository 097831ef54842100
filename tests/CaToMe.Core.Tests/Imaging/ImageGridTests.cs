using CaToMe.Imaging;
using CaToMe.Requests;
using SkiaSharp;

namespace CaToMe.Tests.Imaging;

public class ImageGridTests
{
    [Fact]
    public void Every_picture_stands_in_its_row_and_column()
    {
        byte[,] greys = { { 10, 60, 110 }, { 160, 200, 230 } };
        GridRow Row(int row) =>
            new($"row {row}", [.. Enumerable.Range(0, 3).Select(column => new GridCell(TestImages.Plain(16, 16, greys[row, column]), "caption"))]);
        var grid = ImageGrid.Draw([new("one", "detail"), new("two"), new("three")], [Row(0), Row(1)]);
        var found = Enumerable.Range(0, 2)
            .SelectMany(row => Enumerable.Range(0, 3).Select(column => (greys[row, column], Middle(grid, greys[row, column]))))
            .ToList();
        Assert.All(found, f => Assert.NotNull(f.Item2));
        Assert.True(found[0].Item2!.Value.X < found[1].Item2!.Value.X && found[1].Item2!.Value.X < found[2].Item2!.Value.X);
        Assert.True(found[0].Item2!.Value.Y < found[3].Item2!.Value.Y);
        Assert.Equal(found[0].Item2!.Value.X, found[3].Item2!.Value.X, 1.0);
    }

    [Fact]
    public void The_page_is_white_and_has_dark_letters()
    {
        var grid = ImageGrid.Draw([new("one")], [new("a prompt", [new(TestImages.Plain(16, 16, 100))])], "A title");
        Assert.Equal([255, 255, 255], grid.Pixels[..3]);
        Assert.Contains(Enumerable.Range(0, grid.Pixels.Length / 3), i => grid.Pixels[3 * i] < 60);
    }

    [Fact]
    public void A_tall_picture_keeps_its_proportions()
    {
        int Height(int width, int height) => ImageGrid.Draw([new("one")], [new("", [new(TestImages.Plain(width, height))])]).Height;
        Assert.Equal(Height(32, 32) + 256, Height(32, 48));
    }

    [Fact]
    public void A_very_large_grid_is_drawn_smaller()
    {
        var rows = Enumerable.Range(0, 90).Select(i => new GridRow($"row {i}", [new(TestImages.Plain(8, 8)), new(TestImages.Plain(8, 8))])).ToList();
        var grid = ImageGrid.Draw([new("one"), new("two")], rows);
        Assert.InRange((long)grid.Width * grid.Height, 1, 1 << 26);
    }

    [Fact]
    public void A_row_needs_a_picture_per_column() =>
        Assert.Throws<ArgumentException>(() => ImageGrid.Draw([new("one"), new("two")], [new("row", [new(TestImages.Plain(8, 8))])]));

    [Theory]
    [InlineData("", 0)]
    [InlineData("word", 1)]
    [InlineData("several words that need more than a single line of this width", 3)]
    [InlineData("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", 3)]
    public void Labels_wrap_to_their_width(string text, int atMost)
    {
        using var block = new TextBlock(text, 20, 300, SKColors.Black, maxLines: atMost);
        Assert.InRange(block.Height, text.Length == 0 ? 0 : 20, (atMost * 26) + 0.1);
        Assert.InRange(Drawn(block), 0, 300);
    }

    [Fact]
    public void Text_of_other_scripts_is_drawn()
    {
        foreach (var text in new[] { "café", "яблоко", "μήλο", "林檎", "🍎" })
        {
            using var block = new TextBlock(text, 20, 300, SKColors.Black);
            Assert.InRange(Drawn(block), 1, 300);
        }
    }

    /// <summary>The middle of the area with exactly this grey.</summary>
    private static (double X, double Y)? Middle(RgbImage image, byte grey)
    {
        var pixels = Enumerable.Range(0, image.Width * image.Height)
            .Where(i => image.Pixels[3 * i] == grey && image.Pixels[(3 * i) + 1] == grey && image.Pixels[(3 * i) + 2] == grey).ToList();
        return pixels.Count < 400 * 400 ? null : (pixels.Average(i => i % image.Width), pixels.Average(i => i / image.Width));
    }

    /// <summary>How far to the right a block reaches.</summary>
    private static int Drawn(TextBlock block)
    {
        using var bitmap = new SKBitmap(CaToMe.Sources.PictureFile.Format(600, 400));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        block.Draw(canvas, 0, 0);
        return Enumerable.Range(0, 600).Where(x => Enumerable.Range(0, 400).Any(y => bitmap.GetPixel(x, y).Red < 200)).DefaultIfEmpty(-1).Max() + 1;
    }
}

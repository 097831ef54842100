using System.Text;
using System.Text.RegularExpressions;
using CaToMe.Imaging;
using CaToMe.Runtime;
using ScottPlot;

namespace CaToMe.Figures;

/// <summary>A plot, ready to be saved.</summary>
public sealed partial class Figure
{
    private const int Resolution = 2;

    private readonly Plot plot;
    private readonly int width, height;

    internal Figure(Plot plot, int width, int height) => (this.plot, this.width, this.height) = (plot, width, height);

    /// <summary>Writes the plot, whole or not at all.</summary>
    /// <param name="path">A file that ends in <c>.png</c> or <c>.svg</c>; it is created or replaced.</param>
    /// <param name="taken">What becomes of a file of that name. Default: it is replaced.</param>
    /// <returns>The file that was written: <paramref name="path"/>, or with <see cref="NameTaken.Number"/> one beside it.</returns>
    /// <exception cref="CaToMeException">The name has another ending, or the file cannot be written.</exception>
    public string Save(string path, NameTaken taken = NameTaken.Replace)
    {
        var content = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => ToPng(),
            ".svg" => Encoding.UTF8.GetBytes(ToSvg()),
            var other => throw new CaToMeException($"{path} ends in '{other}'. A figure is saved as .png or .svg."),
        };
        return WholeFile.Write(path, stream => stream.Write(content), taken);
    }

    /// <summary>The plot as a PNG file, at twice the resolution that a page shows.</summary>
    public byte[] ToPng()
    {
        plot.ScaleFactor = Resolution;
        plot.RenderInMemory(Resolution * width, Resolution * height); // measures the legend, which the picture's layout needs
        return plot.GetImageBytes(Resolution * width, Resolution * height, ImageFormat.Png);
    }

    /// <summary>The plot as an SVG document. Its letters are text: they show in Inter where that is installed, otherwise in a font like it.</summary>
    public string ToSvg()
    {
        plot.ScaleFactor = 1;
        var svg = FontFamily().Replace(plot.GetSvgXml(width, height),
            $"font-family=\"{EmbeddedFont.Family}, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif\"");
        return PositionOfEachLetter().Replace(svg, "$1\"$2\"");
    }

    [GeneratedRegex("font-family=\"[^\"]*\"")]
    private static partial Regex FontFamily();

    /// <summary>Skia places letter by letter, for its own font; only where the text begins is kept.</summary>
    [GeneratedRegex("( [xy]=)\"([^\",]*), [^\"]*\"")]
    private static partial Regex PositionOfEachLetter();
}

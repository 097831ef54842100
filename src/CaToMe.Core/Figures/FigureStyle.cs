using System.Globalization;
using CaToMe.Imaging;
using ScottPlot;
using ScottPlot.AxisPanels;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace CaToMe.Figures;

/// <summary>How every plot looks: white, light lines, one font, colours that the colour-blind can tell apart (Okabe and Ito, 2008).</summary>
internal static class FigureStyle
{
    internal static readonly Color
        Ink = new(0x1B, 0x1F, 0x24), Grey = new(0x5B, 0x64, 0x70),
        LightGrey = new(0xB4, 0xBB, 0xC4), GridLine = new(0xEC, 0xEE, 0xF1);

    internal static readonly Color Blue = new(0x00, 0x72, 0xB2), Vermillion = new(0xD5, 0x5E, 0x00);

    private const float Margin = 16;

    /// <summary>For series: neighbours differ in lightness too.</summary>
    private static readonly Color[] Palette =
        [Blue, new(0xE6, 0x9F, 0x00), new(0x00, 0x9E, 0x73), Vermillion, new(0x56, 0xB4, 0xE9), new(0xCC, 0x79, 0xA7), Ink];

    internal static Color Series(int index) => Palette[index % Palette.Length];

    /// <summary>Lines after the palette's last colour differ by their pattern.</summary>
    internal static LinePattern Pattern(int index) => (index / Palette.Length) switch
    {
        0 => LinePattern.Solid,
        1 => LinePattern.Dashed,
        _ => LinePattern.Dotted,
    };

    /// <summary>Sets a text in the embedded font: regular where no other weight is given.</summary>
    internal static void Write(this LabelStyle label, float size, Color colour, SKTypeface? font = null) =>
        (label.Font, label.FontName, label.FontSize, label.ForeColor, label.Bold) = (font ?? EmbeddedFont.Regular, EmbeddedFont.Family, size, colour, false);

    /// <summary>A few round numbers along an axis.</summary>
    internal static NumericAutomatic Ticks(bool integers = false) =>
        new() { TickDensity = 0.5, IntegerTicksOnly = integers, LabelFormatter = value => value.ToString("0.####", CultureInfo.InvariantCulture) };

    /// <summary>An empty plot with a title and named axes.</summary>
    internal static Plot NewPlot(string title, string xLabel, string yLabel)
    {
        var plot = new Plot();
        plot.Title(title);
        plot.Axes.Title.Label.Write(18, Ink, EmbeddedFont.SemiBold);
        plot.Axes.Title.VerticalPadding = Margin;
        plot.XLabel(xLabel);
        plot.YLabel(yLabel);
        foreach (var side in new IAxis[] { plot.Axes.Top, plot.Axes.Right }.Cast<AxisBase>())
        {
            // No line, no ticks: a margin.
            side.TickGenerator = new EmptyTickGenerator();
            side.FrameLineStyle.Width = 0;
            side.MinimumSize = Margin;
        }

        foreach (var axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left }.Cast<AxisBase>())
        {
            axis.TickGenerator = Ticks();
            axis.PaddingOutsideAxisLabels = axis.PaddingBetweenTickAndAxisLabels = axis.EmptyLabelPadding = new PixelPadding(Margin / 2);
            axis.LabelStyle.Write(14, Grey);
            axis.TickLabelStyle.Write(12.5f, Grey);
            axis.FrameLineStyle.Color = LightGrey;
            axis.MajorTickStyle.Color = LightGrey;
            axis.MinorTickStyle.Length = 0;
        }

        plot.Grid.MajorLineColor = GridLine;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.BackgroundColor = Colors.White.WithAlpha(0.85);
        return plot;
    }

    /// <summary>
    /// Puts the legend's items, once all are there, into the embedded font. (The legend itself knows fonts by name alone, and
    /// what a name means would hold for every plot of the process.)
    /// </summary>
    /// <param name="plot">The plot.</param>
    /// <param name="more">Items of what has none of its own.</param>
    internal static void WriteLegend(this Plot plot, params IEnumerable<LegendItem> more)
    {
        LegendItem[] items = [.. plot.Legend.GetItems(), .. more];
        foreach (var item in items)
        {
            item.LabelStyle.Write(13, Ink);
        }

        plot.Legend.DisplayPlottableLegendItems = false;
        plot.Legend.ManualItems.AddRange(items);
    }
}

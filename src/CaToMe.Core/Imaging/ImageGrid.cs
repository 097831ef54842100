using CaToMe.Requests;
using CaToMe.Sources;
using SkiaSharp;

namespace CaToMe.Imaging;

/// <summary>Draws pictures side by side with labels: on white, at twice the resolution that a page shows.</summary>
public static class ImageGrid
{
    private const float Margin = 64, Gap = 32, LabelWidth = 288, CellWidth = 512;
    private const float TitleSize = 40, HeadSize = 32, TextSize = 28, CaptionSize = 24;

    /// <summary>A larger grid is drawn smaller.</summary>
    private const float MaxPixels = 1 << 26;

    private static readonly SKColor Ink = new(0x1B, 0x1F, 0x24), Grey = new(0x5B, 0x64, 0x70), Line = new(0xE1, 0xE4, 0xE8);

    private static readonly SKSamplingOptions Enlarging = new(SKCubicResampler.Mitchell), Shrinking = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <summary>Draws a grid.</summary>
    /// <param name="columns">The columns' heads, one or more.</param>
    /// <param name="rows">The rows, one or more.</param>
    /// <param name="title">A line above the grid; empty for none.</param>
    /// <returns>The grid; its width and height follow from its content.</returns>
    /// <exception cref="ArgumentException">There is no column or row, or a row has not one picture per column.</exception>
    public static RgbImage Draw(IReadOnlyList<GridColumn> columns, IReadOnlyList<GridRow> rows, string title = "")
    {
        if (columns.Count == 0 || rows.Count == 0 || rows.Any(r => r.Cells.Count != columns.Count))
        {
            throw new ArgumentException("A grid has at least one column and one row, and each row has a picture per column.", nameof(rows));
        }

        using var heading = new TextBlock(title, TitleSize, LabelWidth + (columns.Count * (Gap + CellWidth)), Ink, bold: true);
        var titleHeight = heading.Height > 0 ? heading.Height + Gap : 0;
        var headHeight = columns.Max(c => DrawHead(null, c, 0, 0)) + (Gap / 2);
        var rowHeights = rows.Select(r => r.Cells.Max(c => DrawCell(null, c, 0, 0))).ToList();
        var width = (2 * Margin) + LabelWidth + (columns.Count * (Gap + CellWidth));
        var height = (2 * Margin) + titleHeight + headHeight + rowHeights.Sum() + ((rows.Count - 1) * Gap);
        var scale = Math.Min(1, MathF.Sqrt(MaxPixels / (width * height)));

        using var bitmap = new SKBitmap(PictureFile.Format((int)(scale * width), (int)(scale * height)));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        canvas.Scale(scale);
        heading.Draw(canvas, Margin, Margin);
        var top = Margin + titleHeight;
        foreach (var (index, column) in columns.Index())
        {
            DrawHead(canvas, column, LeftOf(index), top);
        }

        top += headHeight;
        foreach (var (row, rowHeight) in rows.Zip(rowHeights))
        {
            var pictureHeight = row.Cells.Max(c => HeightOf(c.Image));
            using var label = new TextBlock(row.Label, TextSize, LabelWidth, Ink, maxLines: Math.Max(1, (int)(pictureHeight / (1.3f * TextSize))));
            label.Draw(canvas, Margin, top + ((pictureHeight - label.Height) / 2));
            foreach (var (index, cell) in row.Cells.Index())
            {
                DrawCell(canvas, cell, LeftOf(index), top);
            }

            top += rowHeight + Gap;
        }

        return bitmap.ToRgbImage();
    }

    private static float LeftOf(int column) => Margin + LabelWidth + Gap + (column * (CellWidth + Gap));

    private static float HeightOf(RgbImage image) => CellWidth * image.Height / image.Width;

    /// <summary>Draws a column's head, or only measures it without a canvas.</summary>
    /// <returns>Its height.</returns>
    private static float DrawHead(SKCanvas? canvas, GridColumn column, float left, float top)
    {
        using var name = new TextBlock(column.Title, HeadSize, CellWidth, Ink, bold: true, maxLines: 2);
        using var detail = new TextBlock(column.Detail, CaptionSize, CellWidth, Grey, maxLines: 2);
        if (canvas is not null)
        {
            name.Draw(canvas, left, top);
            detail.Draw(canvas, left, top + name.Height);
        }

        return name.Height + detail.Height;
    }

    /// <summary>Draws a picture with its caption, or only measures it without a canvas.</summary>
    /// <returns>Its height.</returns>
    private static float DrawCell(SKCanvas? canvas, GridCell cell, float left, float top)
    {
        var height = HeightOf(cell.Image);
        using var caption = new TextBlock(cell.Caption, CaptionSize, CellWidth, Grey, maxLines: 2);
        if (canvas is not null)
        {
            using var bitmap = cell.Image.ToBitmap();
            using var picture = SKImage.FromBitmap(bitmap);
            using var frame = new SKRoundRect(SKRect.Create(left, top, CellWidth, height), 12);
            using var paint = new SKPaint { IsAntialias = true, IsStroke = true, StrokeWidth = 2, Color = Line };
            canvas.Save();
            canvas.ClipRoundRect(frame, antialias: true);
            canvas.DrawImage(picture, frame.Rect, cell.Image.Width > CellWidth ? Shrinking : Enlarging);
            canvas.Restore();
            canvas.DrawRoundRect(frame, paint);
            caption.Draw(canvas, left, top + height + 10);
        }

        return height + (caption.Height > 0 ? caption.Height + 10 : 0);
    }
}

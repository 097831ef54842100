using CaToMe.Imaging;
using CaToMe.Measuring;
using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Sources;
using CaToMe.Tool.Output;
using static System.FormattableString;

namespace CaToMe.Documents;

/// <summary>Runs that begin at pictures, and second passes at a higher resolution.</summary>
internal static class ImagesIn
{
    /// <summary>What merging saves of one pass, and of two with <c>--hires 2</c>.</summary>
    internal static string Hires(Study study)
    {
        var once = study.Measure(Study.Shown.Take(2), r => r, [MergeOptions.None, study.Recommendation.Merge]);
        var twice = study.Measure(Study.Shown.Take(2), r => r with { Hires = 2 }, [MergeOptions.None, study.Recommendation.Merge]);
        return TextTable.Markdown(
            ["drawn", "pixels", "method", " time", " speed-up", " merged", " PSNR", " SSIM"],
            [.. Rows("one pass", once), .. Rows("--hires 2", twice)]);
    }

    /// <summary>A picture, what begins at it, what repaints a half of it, and the same at twice the resolution.</summary>
    internal static void WritePicture(Study study)
    {
        var plain = study.Request("a red apple");
        var begun = study.Draw(plain);
        var request = study.Request("a red apple on a blue background") with { InitImage = SourceOf(begun.Images[0]) };
        (GridColumn Column, GenerationRequest Request)[] shown =
        [
            (new("--strength 0.5", "on a blue background"), request with { Strength = 0.5 }),
            (new("--strength 0.9", "on a blue background"), request with { Strength = 0.9 }),
            (new("--mask", "the right half, a panda"), request with { Prompt = "a panda", Strength = 1, Mask = RightHalf(begun.Images[0]) }),
            (new("--hires 2", "at twice the resolution"), plain with { Hires = 2, HiresUpscaler = HiresUpscaler.Pixels, HiresStrength = 0.5 }),
        ];
        var drawn = shown.Select(s => new GridCell(study.Draw(s.Request).Images[0])).ToList();
        PngFile.Save(
            Repository.PathOf("docs", "images", "images-in.png"),
            ImageGrid.Draw(
                [new GridColumn("begun at"), .. shown.Select(s => s.Column)], [new GridRow(plain.Prompt, [new GridCell(begun.Images[0]), .. drawn])]));
    }

    private static IEnumerable<string[]> Rows(string drawn, IReadOnlyList<MergeMeasurementRecord> records)
    {
        var image = records[0].Result.Images[0];
        return MeasurementSummary.Of(records).Select((mean, i) => new[]
        {
            i == 0 ? drawn : "", i == 0 ? Invariant($"{image.Width} x {image.Height}") : "", mean.Setting.Label, Numbers.Seconds(mean.Elapsed),
            mean.Setting.IsBaseline ? "" : Numbers.Factor(mean.SpeedUp), mean.Setting.IsBaseline ? "" : Numbers.Share(mean.MergedShare),
            mean.Setting.IsBaseline ? "" : Numbers.Decibels(mean.MeanPsnr), mean.Setting.IsBaseline ? "" : Numbers.Similarity(mean.MeanSsim),
        });
    }

    private static SourceImage SourceOf(RgbImage image) => SourceImage.FromPixels(image.Width, image.Height, image.Pixels);

    private static SourceImage RightHalf(RgbImage of)
    {
        var pixels = new byte[of.Pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = i / 3 % of.Width >= of.Width / 2 ? byte.MaxValue : (byte)0;
        }

        return SourceImage.FromPixels(of.Width, of.Height, pixels);
    }
}

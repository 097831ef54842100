using System.Globalization;
using CaToMe.Measuring;
using CaToMe.Tool.Output;
using CaToMe.UNet;
using CaToMe.Weights;

namespace CaToMe.Documents;

/// <summary>Tables of what a U-Net call is made of.</summary>
internal static class PartTables
{
    /// <summary>Every way of computing every part.</summary>
    internal static string Parts(Study study) => TextTable.Markdown(
        ["part", "type", "route", " time", " GFLOP/s", "taken"],
        study.Parts.Select(part => new[]
        {
            part.Part, part.Dtype, part.Route, $"{Round(1000 * part.Seconds, 2)} ms", Round(part.GigaflopsPerSecond, 0), part.IsChosen ? "yes" : "",
        }));

    /// <summary>
    /// What each part of a call of SD 1.5's geometry at 512 pixels would take at the speed of the fastest convolution and the fastest product, and at
    /// the speed of the memory.
    /// </summary>
    internal static string Roofline(Study study)
    {
        var work = UNetWork.Of(UNetConfig.From(PublishedConfigs.OfSd15().Of("unet")), side: 64, batch: 2);
        var bytesPerSecond = MemorySpeed.Measure();
        return TextTable.Markdown(
            ["type", "part", " work", " at", " time", " memory", $" time at {Round(bytesPerSecond / 1e9, 0)} GB/s", " the longer one"],
            study.Parts.GroupBy(p => p.Dtype).SelectMany(parts =>
            {
                var (convolution, product) = Fastest(parts);
                var call = study.PublishedCalls.First(t => t.Implementation == CallTables.Ours && t.Subject == BenchmarkSubject.StableDiffusion512
                    && t.Dtype == parts.Key && t.Setting == "none").Seconds;
                var limit = 0.0;
                IReadOnlyList<string[]> rows =
                [
                    Row("3 x 3 convolutions", work.Convolutions, convolution), Row("linear layers, 1 x 1 convolutions", work.Products, product),
                    Row("attention", work.Attention, product), Row("norms, activations, sums", work.Elementwise, product),
                ];
                return rows.Append([parts.Key, "**all**", "", "", "", "", "", $"**{Numbers.Seconds(limit)}**"])
                    .Append(
                        [parts.Key, "**a call, measured**", "", "", "", "", "", $"**{Numbers.Seconds(call)}**, of which all is {Numbers.Share(limit / call)}"]);

                string[] Row(string part, Work of, double speed)
                {
                    var bytes = of.Numbers * (parts.Key == "float32" ? 4 : 2);
                    var (computing, moving) = (of.Operations / speed, bytes / bytesPerSecond);
                    limit += Math.Max(computing, moving);
                    return
                    [
                        parts.Key, part, of.Operations > 0 ? Operations(of.Operations) : "", of.Operations > 0 ? $"{Operations(speed)}/s" : "",
                        of.Operations > 0 ? Numbers.Seconds(computing) : "", $"{Round(bytes / 1e9, 2)} GB", Numbers.Seconds(moving),
                        Numbers.Seconds(Math.Max(computing, moving)),
                    ];
                }
            }));
    }

    /// <summary>Decoding a picture, beside its work at the speed of the fastest convolution and the fastest product.</summary>
    internal static string Decoding(Study study) => TextTable.Markdown(
        ["type", " pixels", " time", " convolutions", " the rest", " all at these speeds", " of the limit", " memory", " reckoned with"],
        study.Decodings.Select(decoding =>
        {
            var (convolution, product) = Fastest(study.Parts.Where(p => p.Dtype == decoding.Dtype));
            var work = decoding.Work;
            var limit = (work.Convolutions / convolution) + ((work.Products + work.Attention) / product); // s
            return new[]
            {
                decoding.Dtype, $"{decoding.Pixels} x {decoding.Pixels}", Numbers.Seconds(decoding.Seconds),
                Operations(work.Convolutions), Operations(work.Products + work.Attention), Numbers.Seconds(limit),
                Numbers.Share(limit / decoding.Seconds), Memory(decoding.PeakBytes), Memory(decoding.EstimatedBytes),
            };
        }));

    /// <summary>Operations per second.</summary>
    private static (double Convolution, double Product) Fastest(IEnumerable<PartTiming> parts)
    {
        var fastest = parts.ToLookup(p => p.Part.StartsWith("convolution", StringComparison.Ordinal), p => p.GigaflopsPerSecond * 1e9);
        return (fastest[true].Max(), fastest[false].Max());
    }

    internal static string Memory(long bytes) => $"{Round(bytes / (double)(1L << 30), 2)} GiB";

    private static string Operations(double count) => $"{Round(count / 1e9, 0)} GFLOP";

    private static string Round(double number, int digits) => number.ToString("F" + digits, CultureInfo.InvariantCulture);
}

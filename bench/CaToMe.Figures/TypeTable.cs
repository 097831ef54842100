using System.Globalization;
using CaToMe.Metrics;
using CaToMe.Models;
using CaToMe.Tool.Output;

namespace CaToMe.Documents;

/// <summary>Whole pictures of the embedded model in float32 and in bfloat16.</summary>
internal static class TypeTable
{
    /// <summary>Draws each prompt in both types, in turn, after one picture in each that is not counted.</summary>
    internal static string Of(Study study)
    {
        using var half = DiffusionPipeline.Load(EmbeddedModel.Path, new PipelineOptions { Device = "cpu", Dtype = "bfloat16" });
        var requests = study.Prompts.Select(study.Request).ToList();
        half.Generate(requests[0]);
        study.Draw(requests[0]);
        var drawn = requests.Select(request => (Single: study.Draw(request), Half: half.Generate(request))).ToList();
        var likeness = drawn.Select(d => ImageQuality.Psnr(d.Single.Images[0], d.Half.Images[0])).ToList();
        var (single, inHalf) = (drawn.Average(d => d.Single.Elapsed.TotalSeconds), drawn.Average(d => d.Half.Elapsed.TotalSeconds));
        return TextTable.Markdown(
            ["type", " a picture", " speed-up", " PSNR, mean", " PSNR, worst"],
            [
                ["float32", Numbers.Seconds(single), "", "", ""],
                [
                    "bfloat16", Numbers.Seconds(inHalf), string.Create(CultureInfo.InvariantCulture, $"{single / inHalf:0.00} x"),
                    Numbers.Decibels(likeness.Average()), Numbers.Decibels(likeness.Min()),
                ],
            ]);
    }
}

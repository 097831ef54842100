using System.Diagnostics;
using System.Text;
using CaToMe.Imaging;
using CaToMe.Previews;
using CaToMe.Requests;
using CaToMe.Runtime;
using CaToMe.Tool.Output;
using CaToMe.Weights;
using static System.FormattableString;
using static TorchSharp.torch;

namespace CaToMe.Documents;

/// <summary>The map of the embedded model's latents to colours, and what previews show and cost.</summary>
internal static class PreviewFigures
{
    private static readonly string MapsFile = Repository.PathOf("models", "preview-maps.json");

    /// <summary>What the map is fitted to: every background's colour, and many things.</summary>
    private static readonly string[] Fitted =
    [
        "a fox on a white background", "a panda on a pink background", "a red apple on a black background", "a banana on a blue background",
        "a rocket on an orange background", "a frog on a purple background", "a house on a green background", "a crown on a red background",
        "a guitar on a yellow background", "an owl",
    ];

    /// <summary>Fits the map of the embedded model, by least squares.</summary>
    internal static void WriteMap(Study study)
    {
        var results = Fitted.Take(study.IsQuick ? 2 : Fitted.Length).Select(prompt => study.Draw(study.Request(prompt))).ToList();
        using var scope = NewDisposeScope();
        var latents = cat([.. results.Select(r => tensor(r.Latents.Values).reshape(r.Latents.Shape))]);
        var pixels = cat([.. results.Select(r => PixelsOf(r.Images[0]))]);
        var map = PreviewMap.Fit($"fitted to {results.Count} pictures of the model", latents, pixels);
        WholeFile.Write(MapsFile, file => file.Write(Encoding.UTF8.GetBytes(PreviewMaps.Shipped.With(study.Hash, map).ToJson())));
    }

    /// <summary>Previews of two runs, and the pictures.</summary>
    internal static void WritePicture(Study study)
    {
        var rows = new List<(string Prompt, IReadOnlyList<(int Step, RgbImage Image)> Previews, RgbImage Picture)>();
        foreach (var prompt in new[] { "a red apple on a blue background", "a house" })
        {
            var (result, previews) = study.Draw(study.Request(prompt), new PreviewOptions { Preview = PreviewOptions.Linear });
            rows.Add((prompt, previews, result.Images[0]));
        }

        PngFile.Save(
            Repository.PathOf("docs", "images", "previews.png"),
            ImageGrid.Draw(
                [.. rows[0].Previews.Select(p => new GridColumn(Invariant($"step {p.Step}"))), new GridColumn("the picture")],
                [.. rows.Select(r => new GridRow(r.Prompt, [.. r.Previews.Select(p => new GridCell(p.Image)), new GridCell(r.Picture)]))]));
    }

    /// <summary>What they cost.</summary>
    internal static string Cost(Study study)
    {
        using var folder = new TemporaryPlace();
        var linear = new PreviewOptions { Preview = PreviewOptions.Linear, PreviewEvery = 1 };
        study.Draw(study.Request(Fitted[0]), linear); // warm
        return TextTable.Markdown(
            ["preview", "picture", " time of one", " share of sampling, every step", " every 5 steps"],
            [
                Row("`linear`", linear), Row("`linear`, as a file", linear with { PreviewPath = folder.File }),
                ["`taesd:PATH`", "512 x 512", Milliseconds(TaesdTime(study.IsQuick ? 1 : 5)), "", ""],
            ]);

        string[] Row(string name, PreviewOptions options)
        {
            var (every, few) = (study.Draw(study.Request(Fitted[0]), options), study.Draw(study.Request(Fitted[0]), options with { PreviewEvery = 5 }));
            var image = every.Result.Images[0];
            return
            [
                name, Invariant($"{image.Width} x {image.Height}"),
                Milliseconds(every.Result.SamplingTime * every.Result.PreviewShare!.Value / every.Previews.Count),
                Numbers.Percent(every.Result.PreviewShare!.Value), Numbers.Percent(few.Result.PreviewShare!.Value),
            ];
        }
    }

    /// <summary>Decoding with made-up weights, whose values have no part in the time.</summary>
    private static TimeSpan TaesdTime(int repeats)
    {
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        using var decoder = new TaesdDecoder(new WeightReader(new HashedWeights("taesd."), CPU, ScalarType.Float32), first: 1);
        var latents = zeros(1, 4, 64, 64);
        decoder.Colours(latents);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < repeats; i++)
        {
            decoder.Colours(latents);
        }

        return clock.Elapsed / repeats;
    }

    /// <summary>[1, 3, H, W], -1 to 1.</summary>
    private static Tensor PixelsOf(RgbImage image) =>
        tensor(image.Pixels).reshape(1, image.Height, image.Width, 3).permute(0, 3, 1, 2).to(ScalarType.Float32).div_(127.5).sub_(1);

    private static string Milliseconds(TimeSpan time) => Invariant($"{time.TotalMilliseconds:0.0} ms");

    private sealed class TemporaryPlace : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("catome-");

        internal string File => Path.Combine(folder.FullName, "preview.png");

        public void Dispose() => folder.Delete(recursive: true);
    }
}

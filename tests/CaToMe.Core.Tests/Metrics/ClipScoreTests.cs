using System.Text.Json;
using CaToMe.Conditioning;
using CaToMe.Metrics;
using CaToMe.Requests;
using CaToMe.Tests.Imaging;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Metrics;

/// <summary>The CLIP score on a tiny model of transformers' layout, against a reference in plain loops.</summary>
public sealed class ClipScoreTests : IDisposable
{
    private const int Width = 8, Inner = 12, Heads = 2, Layers = 2, Projection = 6, ImageSize = 16, Patch = 8;

    private const string Config =
        """
        {
          "projection_dim": 6,
          "text_config": { "hidden_size": 8, "intermediate_size": 12, "num_hidden_layers": 2, "num_attention_heads": 2, "eos_token_id": 49407 },
          "vision_config": { "hidden_size": 8, "intermediate_size": 12, "num_hidden_layers": 2, "num_attention_heads": 2, "image_size": 16, "patch_size": 8 }
        }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_score_is_the_references()
    {
        var weights = Weights();
        var config = new ModelConfig("config.json", JsonSerializer.Deserialize<JsonElement>(Config));
        using var clip = new ClipScore(weights.Source, config, ClipTokenizer.OpenAI());
        var pictures = new[] { (TestImages.Noisy(40, 24), "a red apple"), (TestImages.Noisy(16, 16), ""), (TestImages.Noisy(17, 90), "a cat") };
        foreach (var (image, prompt) in pictures)
        {
            var expected = Reference(weights, image, prompt);
            Assert.Equal(Math.Max(0, expected), clip.Of(image, prompt), 0.01);
            Assert.NotEqual(0, expected, 0.5);
        }
    }

    [Fact]
    public void A_folder_is_read_and_leaves_no_tensor_behind()
    {
        var weights = Weights();
        weights.Save(folder["model.safetensors"]);
        File.WriteAllText(folder["config.json"], Config);
        var before = TensorCount.Settled();
        using (var clip = ClipScore.Load(folder.Path))
        {
            Assert.Equal(clip.Of(TestImages.Noisy(40, 24), "a house"), clip.Of(TestImages.Noisy(40, 24), "a house"));
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void What_is_no_whole_CLIP_model_is_refused()
    {
        Assert.Contains("missing", Assert.Throws<ModelException>(() => ClipScore.Load(folder["none"])).Message);
        File.WriteAllText(folder["pytorch_model.bin"], "");
        Assert.Contains("pickle", Assert.Throws<ModelException>(() => ClipScore.Load(folder.Path)).Message);
        Weights().Save(folder["model.safetensors"]);
        File.WriteAllText(folder["config.json"], """{ "text_config": {} }""");
        Assert.Contains("vision_config", Assert.Throws<ModelException>(() => ClipScore.Load(folder.Path)).Message);
    }

    /// <summary>A ramp of 4 pixels to 2 by hand: Pillow gives 21 and 84 for 0, 30, 75, 105.</summary>
    [Fact]
    public void Resizing_keeps_plain_colours_and_takes_a_wider_window_where_it_shrinks()
    {
        Assert.All(BicubicResize.To(TestImages.Plain(13, 7, 77), 5, 9).Pixels, value => Assert.Equal(77, value));
        byte[] ramp = [0, 30, 75, 105];
        var small = BicubicResize.To(new RgbImage(4, 1, [.. ramp.SelectMany(v => Enumerable.Repeat(v, 3))]), 2, 1).Pixels;
        Assert.Equal(Ramp(ramp, 1), small[0]);
        Assert.Equal(Ramp(ramp, 3), small[3]);
        Assert.Equal(TestImages.Noisy(9, 8).Pixels, BicubicResize.To(TestImages.Noisy(9, 8), 9, 8).Pixels);
    }

    /// <summary>One pixel of the ramp at half its width: weights k(|x - centre| / 2), those inside, made to add up to 1.</summary>
    private static double Ramp(byte[] values, double centre)
    {
        var weights = values.Select((_, i) => Keys(Math.Abs(i + 0.5 - centre) / 2)).ToArray();
        return Math.Floor((values.Zip(weights, (v, w) => v * w).Sum() / weights.Sum()) + 0.5);
    }

    private static double Keys(double x) => x < 1 ? (1.5 * x * x * x) - (2.5 * x * x) + 1 : x < 2 ? (-0.5 * x * x * x) + (2.5 * x * x) - (4 * x) + 2 : 0;

    private static TinyWeights Weights()
    {
        var shapes = new Dictionary<string, long[]>
        {
            ["logit_scale"] = [],
            ["text_model.embeddings.token_embedding.weight"] = [49408, Width],
            ["text_model.embeddings.position_embedding.weight"] = [77, Width],
            ["vision_model.embeddings.class_embedding"] = [Width],
            ["vision_model.embeddings.patch_embedding.weight"] = [Width, 3, Patch, Patch],
            ["vision_model.embeddings.position_embedding.weight"] = [5, Width],
            ["text_projection.weight"] = [Projection, Width],
            ["visual_projection.weight"] = [Projection, Width],
        };
        foreach (var norm in new[] { "text_model.final_layer_norm", "vision_model.pre_layrnorm", "vision_model.post_layernorm" })
        {
            (shapes[norm + ".weight"], shapes[norm + ".bias"]) = ([Width], [Width]);
        }

        foreach (var layer in new[] { "text_model", "vision_model" }.SelectMany(m => Enumerable.Range(0, Layers).Select(i => $"{m}.encoder.layers.{i}")))
        {
            foreach (var norm in new[] { "layer_norm1", "layer_norm2" })
            {
                (shapes[$"{layer}.{norm}.weight"], shapes[$"{layer}.{norm}.bias"]) = ([Width], [Width]);
            }

            foreach (var part in new[] { "q_proj", "k_proj", "v_proj", "out_proj" })
            {
                (shapes[$"{layer}.self_attn.{part}.weight"], shapes[$"{layer}.self_attn.{part}.bias"]) = ([Width, Width], [Width]);
            }

            (shapes[$"{layer}.mlp.fc1.weight"], shapes[$"{layer}.mlp.fc1.bias"]) = ([Inner, Width], [Inner]);
            (shapes[$"{layer}.mlp.fc2.weight"], shapes[$"{layer}.mlp.fc2.bias"]) = ([Width, Inner], [Width]);
        }

        return new TinyWeights(shapes);
    }

    /// <summary>100 times the cosine of both embeddings.</summary>
    private static double Reference(TinyWeights weights, RgbImage image, string prompt)
    {
        var (a, b) = (Image(weights, image), Text(weights, prompt));
        return 100 * Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));
    }

    private static double[] Text(TinyWeights weights, string prompt)
    {
        var ids = ClipTokenizer.OpenAI().Encode(prompt).Ids;
        var (embedding, positions) = (weights["text_model.embeddings.token_embedding.weight"], weights["text_model.embeddings.position_embedding.weight"]);
        var x = ids.Select((id, t) => Enumerable.Range(0, Width).Select(c => embedding[(id * Width) + c] + positions[(t * Width) + c]).ToArray()).ToArray();
        x = Encode(weights, "text_model", x, isCausal: true);
        var end = Array.IndexOf(ids.ToArray(), 49407L);
        return Apply(weights["text_projection.weight"], null, Norm(weights, "text_model.final_layer_norm", x[end]));
    }

    private static double[] Image(TinyWeights weights, RgbImage image)
    {
        var (patches, positions) = (weights["vision_model.embeddings.patch_embedding.weight"], weights["vision_model.embeddings.position_embedding.weight"]);
        var scale = (double)ImageSize / Math.Min(image.Width, image.Height);
        var (width, height) = ((int)(image.Width * scale), (int)(image.Height * scale));
        var resized = BicubicResize.To(image, width, height).Pixels;
        var (left, top) = ((width - ImageSize) / 2, (height - ImageSize) / 2);
        double[] mean = [0.48145466, 0.4578275, 0.40821073], deviation = [0.26862954, 0.26130258, 0.27577711];
        var x = new List<double[]> { weights["vision_model.embeddings.class_embedding"] };
        for (var patch = 0; patch < 4; patch++)
        {
            var (py, px) = (Patch * (patch / 2), Patch * (patch % 2));
            x.Add([.. Enumerable.Range(0, Width).Select(c => (
                from colour in Enumerable.Range(0, 3) from dy in Enumerable.Range(0, Patch) from dx in Enumerable.Range(0, Patch)
                let value = resized[(3 * (((top + py + dy) * width) + left + px + dx)) + colour] / 255.0
                select patches[(((((c * 3) + colour) * Patch) + dy) * Patch) + dx] * (value - mean[colour]) / deviation[colour]).Sum())]);
        }

        var tokens = x.Select((row, t) => Norm(weights, "vision_model.pre_layrnorm", [.. row.Select((v, c) => v + positions[(t * Width) + c])])).ToArray();
        var encoded = Encode(weights, "vision_model", tokens, isCausal: false);
        return Apply(weights["visual_projection.weight"], null, Norm(weights, "vision_model.post_layernorm", encoded[0]));
    }

    private static double[][] Encode(TinyWeights weights, string model, double[][] x, bool isCausal)
    {
        foreach (var layer in Enumerable.Range(0, Layers).Select(i => $"{model}.encoder.layers.{i}"))
        {
            var normed = x.Select(row => Norm(weights, $"{layer}.layer_norm1", row)).ToArray();
            var (q, k, v) = (Projected("q_proj"), Projected("k_proj"), Projected("v_proj"));
            var attended = normed.Select((_, t) => Attend(q[t], isCausal ? k[..(t + 1)] : k, v)).ToArray();
            x = [.. x.Zip(attended, (row, a) => Add(row, Part(layer, "self_attn.out_proj", a)))];
            x = [.. x.Select(row => Add(row, Part(layer, "mlp.fc2",
                [.. Part(layer, "mlp.fc1", Norm(weights, $"{layer}.layer_norm2", row)).Select(z => z / (1 + Math.Exp(-1.702 * z)))])))];

            double[][] Projected(string part) => [.. normed.Select(row => Part(layer, $"self_attn.{part}", row))];
        }

        return x;

        double[] Part(string layer, string name, double[] row) => Apply(weights[$"{layer}.{name}.weight"], weights[$"{layer}.{name}.bias"], row);
    }

    private static double[] Attend(double[] query, double[][] keys, double[][] values)
    {
        const int size = Width / Heads;
        return [.. Enumerable.Range(0, Heads).SelectMany(head =>
        {
            var at = head * size;
            var scores = keys.Select(k => Math.Exp(Dot(query[at..(at + size)], k[at..(at + size)]) / Math.Sqrt(size))).ToArray();
            return Enumerable.Range(at, size).Select(c => scores.Select((s, t) => s * values[t][c]).Sum() / scores.Sum());
        })];
    }

    private static double[] Norm(TinyWeights weights, string name, double[] x)
    {
        var (scale, bias, mean) = (weights[name + ".weight"], weights[name + ".bias"], x.Average());
        var deviation = Math.Sqrt(x.Average(v => (v - mean) * (v - mean)) + 1e-5);
        return [.. x.Select((v, c) => ((v - mean) / deviation * scale[c]) + bias[c])];
    }

    private static double[] Apply(double[] matrix, double[]? bias, double[] x) =>
        [.. Enumerable.Range(0, matrix.Length / x.Length).Select(o => Dot(matrix[(o * x.Length)..((o + 1) * x.Length)], x) + (bias?[o] ?? 0))];

    private static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}

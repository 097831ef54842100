using CaToMe.Previews;
using CaToMe.Tests.Measuring;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Previews;

/// <summary>The decoder on made-up weights, against its formula written out, in each layout that its weights are published in.</summary>
public sealed class TaesdDecoderTests : IDisposable
{
    /// <summary>The layers of the original: 1 and 19 convolutions from 4 and to 3 channels, blocks, and 7, 12, 17 convolutions without bias.</summary>
    private static readonly int[] BlockLayers = [3, 4, 5, 8, 9, 10, 13, 14, 15, 18], PlainLayers = [7, 12, 17];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("decoder.")]
    [InlineData("decoder.layers.")]
    public void It_gives_what_its_formula_says(string prefix)
    {
        var before = TensorCount.Settled();
        using (NewDisposeScope())
        {
            using var generator = new Generator(7, CPU);
            var weights = MadeUp(generator);
            var path = Save(weights, prefix);
            var latents = randn([2, 4, 5, 3], generator: generator) * 2;

            using var decoder = TaesdDecoder.Load(path, CPU);
            var colours = decoder.Colours(latents);

            Assert.Equal([2, 3, 40, 24], colours.shape);
            Assert.InRange(Golden.RelativeError(colours, (Formula(weights, latents) * 2) - 1), 0, 1e-4);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_run_shows_by_it_pictures_of_its_own_size()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7, CPU);
        var weights = MadeUp(generator);
        var latents = randn([1, 4, 5, 3], generator: generator);
        var options = new PreviewOptions { Preview = "taesd:" + Save(weights, "") };
        options.Validate();

        using var previews = RunPreviews.For(options, FakeModel.Model with { AutoencoderFactor = 8 }, CPU)!;
        Assert.Null(previews.Of(0, 1, 10, () => latents));
        var image = Assert.Single(previews.Of(4, 5, 10, () => latents)!);

        Assert.Equal((24, 40), (image.Width, image.Height));
        var expected = Formula(weights, latents).clamp(0, 1).mul(255).permute(0, 2, 3, 1).contiguous().data<float>().ToArray();
        Assert.Equal(expected, image.Pixels.Select(p => (float)p), (a, b) => Math.Abs(a - b) <= 0.51);
    }

    [Fact]
    public void Weights_of_something_else_are_refused_with_what_is_needed()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7, CPU);
        var weights = MadeUp(generator);
        weights["1.weight"] = zeros(64, 16, 3, 3);
        var other = Assert.Throws<ModelException>(() => TaesdDecoder.Load(Save(weights, ""), CPU));
        Assert.Contains("holds no TAESD decoder for 4 latent channels", other.Message);

        weights = MadeUp(generator);
        weights.Remove("12.weight");
        var before = TensorCount.Settled();
        Assert.Contains("12.weight", Assert.Throws<ModelException>(() => TaesdDecoder.Load(Save(weights, ""), CPU)).Message);
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static Tensor Formula(Dictionary<string, Tensor> weights, Tensor latents)
    {
        var x = nn.functional.relu(Conv(tanh(latents / 3) * 3, "1"));
        for (var layer = 3; layer <= 17; layer++)
        {
            x = BlockLayers.Contains(layer) ? Block(x, layer)
                : PlainLayers.Contains(layer) ? nn.functional.conv2d(Doubled(x), weights[$"{layer}.weight"], padding: [1, 1])
                : x;
        }

        return Conv(Block(x, 18), "19");

        Tensor Conv(Tensor image, string name) => nn.functional.conv2d(image, weights[name + ".weight"], weights[name + ".bias"], padding: [1, 1]);

        Tensor Block(Tensor image, int layer)
        {
            var first = nn.functional.relu(Conv(image, $"{layer}.conv.0"));
            var second = nn.functional.relu(Conv(first, $"{layer}.conv.2"));
            return nn.functional.relu(Conv(second, $"{layer}.conv.4") + image);
        }

        static Tensor Doubled(Tensor image) => image.repeat_interleave(2, 2).repeat_interleave(2, 3);
    }

    private static Dictionary<string, Tensor> MadeUp(Generator generator)
    {
        var weights = new Dictionary<string, Tensor>();
        Add("1", 4, 64);
        Add("19", 64, 3);
        foreach (var layer in BlockLayers)
        {
            Add($"{layer}.conv.0", 64, 64);
            Add($"{layer}.conv.2", 64, 64);
            Add($"{layer}.conv.4", 64, 64);
        }

        foreach (var layer in PlainLayers)
        {
            Add($"{layer}", 64, 64);
            weights.Remove($"{layer}.bias");
        }

        return weights;

        void Add(string name, long inputs, long outputs)
        {
            weights[name + ".weight"] = randn([outputs, inputs, 3, 3], generator: generator) * Math.Sqrt(1.0 / (9 * inputs));
            weights[name + ".bias"] = randn([outputs], generator: generator) * 0.1;
        }
    }

    /// <summary>Diffusers does not count the first layer, which has no weights.</summary>
    private string Save(Dictionary<string, Tensor> weights, string prefix) => SafetensorsFile.Save(
        folder["taesd.safetensors"],
        weights.ToDictionary(w => prefix == "decoder.layers." ? prefix + Renumbered(w.Key) : prefix + w.Key, w => w.Value));

    private static string Renumbered(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return $"{int.Parse(name[..dot], System.Globalization.CultureInfo.InvariantCulture) - 1}{name[dot..]}";
    }
}

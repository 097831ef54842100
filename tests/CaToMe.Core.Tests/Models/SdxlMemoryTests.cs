using CaToMe.Conditioning;
using CaToMe.UNet;
using CaToMe.Vae;
using CaToMe.Weights;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace CaToMe.Tests.Models;

/// <summary>What SDXL needs of a GPU's memory at 1024 x 1024 pixels with guidance, from the shapes of its weights and layers.</summary>
public class SdxlMemoryTests(ITestOutputHelper output)
{
    private const long Half = 2, Single = 4, Side = 128, Batch = 2, PromptTokens = 77;
    private const double Limit = 10e9;

    private static readonly PublishedConfigs Published = PublishedConfigs.OfSdxl();
    private static readonly UNetConfig Config = UNetConfig.From(Published.Of("unet"));

    [Fact]
    public void Its_weights_are_as_many_as_were_published()
    {
        Assert.Equal(2_567_463_684, Weights(UNet).Sum(Elements));
        Assert.Equal(123_060_480, Weights(Text("text_encoder")).Sum(Elements));
        Assert.Equal(694_659_840, Weights(Text("text_encoder_2")).Sum(Elements));
        Assert.Equal(83_653_863, Weights(Autoencoder).Sum(Elements));
    }

    [Fact]
    public void Weights_and_a_call_of_the_network_stay_below_the_limit()
    {
        var (weights, call) = (WeightBytes(), Half * Batch * LiveElements());
        output.WriteLine($"weights {weights / 1e9:F2} GB, a U-Net call at most {call / 1e9:F2} GB");
        Assert.InRange(weights + call, 7e9, Limit);
    }

    /// <summary>By the estimate that was measured on a CPU, the convolutions' scratch memory included.</summary>
    [Theory]
    [InlineData(Side, 13e9)]
    [InlineData(TiledDecoding.TileSide, Limit)]
    public void The_decoder_needs_less_in_tiles(long side, double limit)
    {
        using var vae = new AutoencoderKL(new WeightReader(new ShapeMaker(), META, ScalarType.Float32), AutoencoderConfig.From(Published.Of("vae")));
        using var latents = empty(1, 4, side, side);
        var bytes = WeightBytes() + vae.BytesToDecode(latents);
        output.WriteLine($"weights and decoder {bytes / 1e9:F2} GB");
        Assert.InRange(bytes, 0.9 * limit, limit);
    }

    /// <summary>Float16; the autoencoder and the U-Net's embeddings of numbers in float32, as they are loaded.</summary>
    private static long WeightBytes() =>
        Weights(UNet).Sum(w => Elements(w) * (w.Key.Contains("_embedding.linear", StringComparison.Ordinal) ? Single : Half))
        + (Half * (Weights(Text("text_encoder")).Sum(Elements) + Weights(Text("text_encoder_2")).Sum(Elements)))
        + (Single * Weights(Autoencoder).Sum(Elements));

    /// <summary>
    /// At most so many elements of one sample are alive at once: what waits for the up path, the result of every block, the kept keys and
    /// values of the prompt, and all that the largest block makes. The library's scratch memory is not in it.
    /// </summary>
    private static long LiveElements()
    {
        var (last, layers, levels) = (Config.Channels.Count - 1, Config.LayersPerBlock, Enumerable.Range(0, Config.Channels.Count).ToList());
        var skips = Image(0) + levels.Sum(level => (layers * Image(level)) + (level < last ? Image(level) / 4 : 0));
        var results = 2 * levels.Sum(level => 4 * Image(level)); // the up path doubles the size
        var blocks = levels.Sum(level => ((2 * layers) + 2) * Config.TransformerLayers[level]);
        var prompt = blocks * PromptTokens * 2 * Config.Channels[last];
        return skips + results + prompt + levels.Max(level => UpBlock(level, layers, last));
    }

    /// <summary>The up path's block, the largest of a level: what each of its layers gave is kept, and one layer is at work.</summary>
    private static long UpBlock(int level, int layers, int last)
    {
        var inputs = Enumerable.Range(0, layers + 1).Select(i =>
            (i == 0 ? Config.Channels[Math.Min(level + 1, last)] : Config.Channels[level])
            + (i == layers ? Config.Channels[Math.Max(level - 1, 0)] : Config.Channels[level])).ToList();
        var kept = inputs.Sum(c => c * Tokens(level)) + (2 * (layers + 1) * Image(level));
        var resnet = (inputs.Max() * Tokens(level)) + (4 * Image(level)); // two norms, two convolutions, the shortcut
        var transformer = (Config.TransformerLayers[level] + 4 + 16) * Image(level); // the tokens after each block; in a block at most 16 tensors
        return kept + Math.Max(resnet, transformer);
    }

    private static long Image(int level) => Config.Channels[level] * Tokens(level);

    private static long Tokens(int level) => (Side >> level) * (Side >> level);

    private static long Elements(KeyValuePair<string, long[]> weight) => weight.Value.Aggregate(1L, (product, size) => product * size);

    private static Dictionary<string, long[]> Weights(Func<WeightReader, IDisposable> build)
    {
        var maker = new ShapeMaker();
        using var network = build(maker.Reader());
        return maker.Asked;
    }

    private static IDisposable UNet(WeightReader reader) => new UNet2DConditionModel(reader, Config);

    private static Func<WeightReader, IDisposable> Text(string component) => reader => new ClipTextModel(reader, ClipTextConfig.From(Published.Of(component)));

    private static IDisposable Autoencoder(WeightReader reader) => new AutoencoderKL(reader, AutoencoderConfig.From(Published.Of("vae")));
}

using CaToMe.Layers;
using CaToMe.UNet;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.ControlNets;

/// <summary>
/// A ControlNet (diffusers' ControlNetModel; Zhang et al., arXiv 2302.05543): a trained copy of the U-Net's first half that sees a picture, and whose
/// results are added to the U-Net's through convolutions that began at zero.
/// </summary>
internal sealed class ControlNetModel : IDisposable
{
    private readonly WeightReader reader;
    private readonly UNetEncoder encoder;
    private readonly ConditioningEmbedding embedding;
    private readonly List<Conv2d> skipOutputs;
    private readonly Conv2d middleOutput;
    private readonly ControlNetConfig config;

    /// <param name="reader">The checkpoint.</param>
    /// <param name="unet">The U-Net that it goes with.</param>
    /// <param name="config">What is its own.</param>
    internal ControlNetModel(WeightReader reader, UNetConfig unet, ControlNetConfig config)
    {
        (this.reader, this.config) = (reader, config);
        encoder = new UNetEncoder(reader, unet with { InChannels = unet.OutChannels, GuidanceWidth = null });
        embedding = new ConditioningEmbedding(reader["controlnet_cond_embedding"], config.EmbeddingWidths, unet.Channels[0]);
        skipOutputs = [.. SkipChannels(unet).Select((channels, i) => Pointwise(reader["controlnet_down_blocks"][i], channels))];
        middleOutput = Pointwise(reader["controlnet_mid_block"], unet.Channels[^1]);
    }

    internal ScalarType Type => reader.Type;

    internal Device Device => reader.Device;

    /// <summary>How many times as large as the latents its pictures are: 8 in the published networks.</summary>
    internal int EmbeddingFactor => 1 << (config.EmbeddingWidths.Count - 1);

    /// <summary>Number of a U-Net's results on the way down.</summary>
    internal static int Skips(UNetConfig unet) => SkipChannels(unet).Count();

    /// <summary>What a picture is to the network, the same in every call: [1, 3, H, W] from 0 to 1 -> [1, C, h, w].</summary>
    internal Tensor Embed(Tensor picture)
    {
        using var scope = NewDisposeScope();
        var ordered = config.IsBgr ? picture.flip(1) : picture;
        return embedding.Forward(ordered.to(Type).to(Device)).MoveToOuterDisposeScope();
    }

    /// <summary>What it adds to the U-Net.</summary>
    /// <param name="latents">[B, 4, h, w].</param>
    /// <param name="picture">The embedded picture.</param>
    /// <param name="timestep">The timestep of the whole batch.</param>
    /// <param name="prompt">What the blocks attend to; its batch is that of the latents.</param>
    /// <param name="interceptor">Stands around the layers of transformer blocks.</param>
    /// <param name="cancellation">Takes effect before the next layer.</param>
    internal ControlResiduals Forward(
        Tensor latents, Tensor picture, double timestep, PromptAttention prompt, IInterceptor interceptor, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var sample = latents.to(Type);
        var call = encoder.CallOf(sample, timestep, prompt, interceptor, cancellation);
        var x = encoder.Input(sample) + picture;
        var skips = new Stack<Tensor>([x]);
        foreach (var block in encoder.Blocks)
        {
            x = block.Forward(x, call, skips);
        }

        var middle = middleOutput.Forward(encoder.Middle.Forward(x, call));
        return new ControlResiduals(
            [.. skips.Reverse().Zip(skipOutputs, (skip, output) => Pooled(output.Forward(skip)).MoveToOuterDisposeScope())],
            Pooled(middle).MoveToOuterDisposeScope());
    }

    public void Dispose() => reader.Dispose();

    /// <summary>Some networks say what is in a picture and not where: their results are means over it.</summary>
    private Tensor Pooled(Tensor x) => config.PoolsGlobally ? x.mean([2, 3], keepdim: true) : x;

    private static Conv2d Pointwise(WeightReader reader, long channels) => new(reader, channels, channels, kernel: 1, padding: 0);

    /// <summary>The input, then each layer and each change of resolution.</summary>
    private static IEnumerable<int> SkipChannels(UNetConfig unet) => unet.Channels.SelectMany((channels, level) =>
        Enumerable.Repeat(channels, unet.LayersPerBlock + (level < unet.Channels.Count - 1 ? 1 : 0))).Prepend(unet.Channels[0]);
}

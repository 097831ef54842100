using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>
/// The denoiser of SD 1.x, 2.x and SDXL (diffusers' UNet2DConditionModel): down, middle and up at falling and rising
/// resolution, with the prompt attended to at some of them.
/// </summary>
internal sealed class UNet2DConditionModel : IDisposable
{
    private readonly WeightReader reader;
    private readonly UNetEncoder encoder;
    private readonly List<UpBlock> upBlocks;
    private readonly GroupNorm convNormOut;
    private readonly Conv2d convOut;

    internal UNet2DConditionModel(WeightReader reader, UNetConfig config)
    {
        this.reader = reader;
        Config = config;
        encoder = new UNetEncoder(reader, config);
        upBlocks = [.. Enumerable.Range(0, config.Channels.Count).Select(i => new UpBlock(reader["up_blocks"][i], config, i))];
        convNormOut = new GroupNorm(reader["conv_norm_out"], config.NormGroups, config.Channels[0], config.NormEpsilon);
        convOut = new Conv2d(reader["conv_out"], config.Channels[0], config.OutChannels);
    }

    internal UNetConfig Config { get; }

    /// <summary>Predicts the noise (or the velocity) in the latents.</summary>
    /// <param name="sample">[B, in, H, W], of any size from 1 x 1 on.</param>
    /// <param name="timestep">The timestep of the whole batch.</param>
    /// <param name="prompt">What the blocks attend to; its batch is the sample's.</param>
    /// <param name="interceptor">Stands around the layers of transformer blocks.</param>
    /// <param name="cancellation">Takes effect before the next layer.</param>
    /// <param name="deep">What becomes of the deeper layers; null: they are computed.</param>
    /// <param name="control">What ControlNets add; null: nothing.</param>
    /// <returns>[B, out, H, W], which the caller owns.</returns>
    internal Tensor Forward(
        Tensor sample, double timestep, PromptAttention prompt, IInterceptor interceptor, CancellationToken cancellation = default, DeepLayers? deep = null,
        ControlResiduals? control = null)
    {
        using var scope = NewDisposeScope();
        var call = encoder.CallOf(sample, timestep, prompt, interceptor, cancellation);
        var x = encoder.Input(sample);
        var skips = new Stack<Tensor>([x]);
        x = deep?.Given is { } given ? Shallow(x, call, skips, deep.Shallow, given, control) : Whole(x, call, skips, deep, control);
        return convOut.Forward(convNormOut.ForwardSilu(x, isSpent: true)).contiguous().MoveToOuterDisposeScope();
    }

    public void Dispose() => reader.Dispose();

    private Tensor Whole(Tensor x, UNetCall call, Stack<Tensor> skips, DeepLayers? deep, ControlResiduals? control)
    {
        foreach (var block in encoder.Blocks)
        {
            x = block.Forward(x, call, skips);
        }

        x = encoder.Middle.Forward(x, call);
        (x, skips) = control is null ? (x, skips) : (x + control.Middle, control.AddedTo(skips));
        var (cut, layer) = deep is null ? (upBlocks.Count, 0) : CutBelow(deep.Shallow);
        for (var i = 0; i < upBlocks.Count; i++)
        {
            if (i == cut)
            {
                x = upBlocks[i].Forward(x, call, skips, 0, layer);
                deep!.Computed(x);
            }

            x = upBlocks[i].Forward(x, call, skips, i == cut ? layer : 0);
        }

        return x;
    }

    /// <summary>The last layers of the up path, and what they need of the down path.</summary>
    private Tensor Shallow(Tensor x, UNetCall call, Stack<Tensor> skips, int shallow, Tensor given, ControlResiduals? control)
    {
        var (cut, layer) = CutBelow(shallow);
        var level = upBlocks.Count - 1 - cut;
        foreach (var block in encoder.Blocks.Take(level))
        {
            x = block.Forward(x, call, skips);
        }

        encoder.Blocks[level].ForwardLayers(x, call, skips, Config.LayersPerBlock - layer);
        skips = control?.AddedTo(skips) ?? skips;
        x = upBlocks[cut].Forward(given, call, skips, layer);
        foreach (var block in upBlocks.Skip(cut + 1))
        {
            x = block.Forward(x, call, skips);
        }

        return x;
    }

    /// <summary>The block of the up path, and its layer, that the last layers begin with.</summary>
    private (int Block, int Layer) CutBelow(int layers)
    {
        var all = Config.LayersPerBlock + 1; // of each block
        return (upBlocks.Count - 1 - ((layers - 1) / all), all - 1 - ((layers - 1) % all));
    }
}

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
    private readonly TimeEmbedding timeEmbedding;
    private readonly TimeEmbedding? addedEmbedding;
    private readonly Conv2d convIn, convOut;
    private readonly List<DownBlock> downBlocks;
    private readonly MidBlock midBlock;
    private readonly List<UpBlock> upBlocks;
    private readonly GroupNorm convNormOut;

    internal UNet2DConditionModel(WeightReader reader, UNetConfig config)
    {
        this.reader = reader;
        Config = config;
        var levels = config.Channels.Count;
        var channels = config.Channels[0];
        convIn = new Conv2d(reader["conv_in"], config.InChannels, channels);
        timeEmbedding = new TimeEmbedding(reader["time_embedding"].As(ScalarType.Float32), channels, config.TimeEmbedDim, config.GuidanceWidth);
        addedEmbedding = config.TextTime is { } added
            ? new TimeEmbedding(reader["add_embedding"].As(ScalarType.Float32), added.InputWidth, config.TimeEmbedDim)
            : null;
        downBlocks = [.. Enumerable.Range(0, levels).Select(i => new DownBlock(reader["down_blocks"][i], config, i))];
        midBlock = new MidBlock(reader["mid_block"], config);
        upBlocks = [.. Enumerable.Range(0, levels).Select(i => new UpBlock(reader["up_blocks"][i], config, i))];
        convNormOut = new GroupNorm(reader["conv_norm_out"], config.NormGroups, channels, config.NormEpsilon);
        convOut = new Conv2d(reader["conv_out"], channels, config.OutChannels);
    }

    internal UNetConfig Config { get; }

    /// <summary>Predicts the noise (or the velocity) in the latents.</summary>
    /// <param name="sample">[B, in, H, W], of any size from 1 x 1 on.</param>
    /// <param name="timestep">The timestep of the whole batch.</param>
    /// <param name="prompt">What the blocks attend to; its batch is the sample's.</param>
    /// <param name="interceptor">Stands around the layers of transformer blocks.</param>
    /// <param name="cancellation">Takes effect before the next layer.</param>
    /// <param name="deep">What becomes of the deeper layers; null: they are computed.</param>
    /// <returns>[B, out, H, W], which the caller owns.</returns>
    internal Tensor Forward(
        Tensor sample, double timestep, PromptAttention prompt, IInterceptor interceptor, CancellationToken cancellation = default, DeepLayers? deep = null)
    {
        using var scope = NewDisposeScope();
        var around = new CancellableInterceptor(interceptor, cancellation);
        var call = new UNetCall(TimeOf(timestep, prompt, sample.device).silu_().to(sample.dtype), prompt, around, cancellation);
        var x = convIn.Forward(sample.ChannelsLast());
        var skips = new Stack<Tensor>([x]);
        x = deep?.Given is { } given ? Shallow(x, call, skips, deep.Shallow, given) : Whole(x, call, skips, deep);
        return convOut.Forward(convNormOut.Forward(x).silu_()).contiguous().MoveToOuterDisposeScope();
    }

    public void Dispose() => reader.Dispose();

    private Tensor Whole(Tensor x, UNetCall call, Stack<Tensor> skips, DeepLayers? deep)
    {
        foreach (var block in downBlocks)
        {
            x = block.Forward(x, call, skips);
        }

        x = midBlock.Forward(x, call);
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
    private Tensor Shallow(Tensor x, UNetCall call, Stack<Tensor> skips, int shallow, Tensor given)
    {
        var (cut, layer) = CutBelow(shallow);
        var level = upBlocks.Count - 1 - cut;
        foreach (var block in downBlocks.Take(level))
        {
            x = block.Forward(x, call, skips);
        }

        downBlocks[level].ForwardLayers(x, call, skips, Config.LayersPerBlock - layer);
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

    /// <summary>The time embedding, [1, D]; with SDXL's sizes and pooled prompt [B, D]. In float32, whatever the network's type.</summary>
    private Tensor TimeOf(double timestep, PromptAttention prompt, Device device)
    {
        var waves = Waves(tensor(timestep, device: device).reshape(1), Config.Channels[0]);
        var time = Config.GuidanceWidth is { } width
            ? timeEmbedding.Forward(waves, GuidanceWaves(prompt.GuidanceScale, width, device))
            : timeEmbedding.Forward(waves);
        if (addedEmbedding is null || Config.TextTime is not { } added)
        {
            return time;
        }

        var (pooled, timeIds) = prompt.Added ?? throw new InvalidOperationException("An SDXL U-Net needs the pooled prompt and the sizes.");
        var sizes = Waves(timeIds.flatten(), added.TimeIdWidth).reshape(timeIds.shape[0], -1); // [B, 6 w]
        return time + addedEmbedding.Forward(cat([pooled.to(sizes.dtype), sizes], 1));
    }

    /// <summary>diffusers' get_guidance_scale_embedding of the scale less one: [1, width].</summary>
    private static Tensor GuidanceWaves(double scale, int width, Device device) =>
        TimeEmbedding.Sinusoidal(tensor(1000 * (scale - 1), device: device).reshape(1), width, flipSinToCos: false, frequencyShift: 1);

    private Tensor Waves(Tensor numbers, int width) => TimeEmbedding.Sinusoidal(numbers, width, Config.FlipSinToCos, Config.FrequencyShift);
}

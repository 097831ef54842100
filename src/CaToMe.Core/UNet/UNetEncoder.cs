using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>The U-Net's first half: its input, the time, and the way down to the middle. A ControlNet is a trained copy of it.</summary>
internal sealed class UNetEncoder
{
    private readonly UNetConfig config;
    private readonly TimeEmbedding timeEmbedding;
    private readonly TimeEmbedding? addedEmbedding;
    private readonly Conv2d convIn;

    internal UNetEncoder(WeightReader reader, UNetConfig config)
    {
        this.config = config;
        var channels = config.Channels[0];
        convIn = new Conv2d(reader["conv_in"], config.InChannels, channels);
        timeEmbedding = new TimeEmbedding(reader["time_embedding"].As(ScalarType.Float32), channels, config.TimeEmbedDim, config.GuidanceWidth);
        addedEmbedding = config.TextTime is { } added
            ? new TimeEmbedding(reader["add_embedding"].As(ScalarType.Float32), added.InputWidth, config.TimeEmbedDim)
            : null;
        Blocks = [.. Enumerable.Range(0, config.Channels.Count).Select(i => new DownBlock(reader["down_blocks"][i], config, i))];
        Middle = new MidBlock(reader["mid_block"], config);
    }

    /// <summary>The way down, full resolution first.</summary>
    internal IReadOnlyList<DownBlock> Blocks { get; }

    internal MidBlock Middle { get; }

    /// <summary>What every block of a call sees.</summary>
    internal UNetCall CallOf(Tensor sample, double timestep, PromptAttention prompt, IInterceptor interceptor, CancellationToken cancellation) => new(
        TimeOf(timestep, prompt, sample.device).silu_().to(sample.dtype), prompt, new CancellableInterceptor(interceptor, cancellation), cancellation);

    /// <summary>[B, in, H, W] -> [B, C, H, W], channels last.</summary>
    internal Tensor Input(Tensor sample) => convIn.Forward(sample.ChannelsLast());

    /// <summary>The time embedding, [1, D]; with SDXL's sizes and pooled prompt [B, D]. In float32, whatever the network's type.</summary>
    private Tensor TimeOf(double timestep, PromptAttention prompt, Device device)
    {
        var waves = Waves(tensor(timestep, device: device).reshape(1), config.Channels[0]);
        var time = config.GuidanceWidth is { } width
            ? timeEmbedding.Forward(waves, GuidanceWaves(prompt.GuidanceScale, width, device))
            : timeEmbedding.Forward(waves);
        if (addedEmbedding is null || config.TextTime is not { } added)
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

    private Tensor Waves(Tensor numbers, int width) => TimeEmbedding.Sinusoidal(numbers, width, config.FlipSinToCos, config.FrequencyShift);
}

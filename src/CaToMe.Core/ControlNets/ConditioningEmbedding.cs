using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.ControlNets;

/// <summary>A control picture brought to the size of the latents by eight convolutions (diffusers' ControlNetConditioningEmbedding).</summary>
internal sealed class ConditioningEmbedding
{
    private readonly Conv2d convIn, convOut;
    private readonly List<Conv2d> blocks;

    /// <param name="reader">Its place in the checkpoint.</param>
    /// <param name="widths">Channels at each size, 16, 32, 96 and 256 in the published networks; each halves the size but the first.</param>
    /// <param name="channels">The U-Net's channels at full resolution.</param>
    internal ConditioningEmbedding(WeightReader reader, IReadOnlyList<int> widths, long channels)
    {
        convIn = new Conv2d(reader["conv_in"], 3, widths[0]);
        blocks = [.. Enumerable.Range(0, 2 * (widths.Count - 1)).Select(i => i % 2 == 0
            ? new Conv2d(reader["blocks"][i], widths[i / 2], widths[i / 2])
            : new Conv2d(reader["blocks"][i], widths[i / 2], widths[(i / 2) + 1], stride: 2))];
        convOut = new Conv2d(reader["conv_out"], widths[^1], channels);
    }

    /// <summary>[B, 3, 8 h, 8 w] from 0 to 1 -> [B, C, h, w].</summary>
    internal Tensor Forward(Tensor picture)
    {
        using var scope = NewDisposeScope();
        var x = convIn.Forward(picture.ChannelsLast()).silu_();
        foreach (var block in blocks)
        {
            x = block.Forward(x).silu_();
        }

        return convOut.Forward(x).MoveToOuterDisposeScope();
    }
}

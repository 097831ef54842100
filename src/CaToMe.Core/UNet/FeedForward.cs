using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>Two linear layers with a gated GELU between them (GEGLU).</summary>
internal sealed class FeedForward(WeightReader reader, long channels)
{
    private readonly Linear proj = new(reader[0]["proj"], channels, 8 * channels);
    private readonly Linear output = new(reader[2], 4 * channels, channels);

    internal Tensor Forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var halves = proj.Forward(tokens).chunk(2, -1); // value and gate: [T, 4 C] each
        return output.Forward(nn.functional.gelu(halves[1]).mul_(halves[0])).MoveToOuterDisposeScope();
    }
}

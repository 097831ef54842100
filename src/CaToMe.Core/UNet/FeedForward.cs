using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>Two linear layers with a gated GELU between them (GEGLU).</summary>
internal sealed class FeedForward(WeightReader reader, long channels)
{
    /// <summary>Tokens that are done together: what lies between the layers, four times as wide, stays in the cache.</summary>
    private const long TokensAtATime = 1024;

    /// <summary>Value and gate, apart: libtorch is slow on a half of a tensor's columns.</summary>
    private readonly Linear proj = Linear.Stacked(reader[0]["proj"], 2, channels, 4 * channels);
    private readonly Linear output = new(reader[2], 4 * channels, channels);

    /// <summary>[T, C] -> [T, C].</summary>
    internal Tensor Forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var parts = tokens.split(TokensAtATime).Select(Part).ToList();
        return (parts.Count == 1 ? parts[0] : cat(parts)).MoveToOuterDisposeScope();
    }

    private Tensor Part(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var gate = nn.functional.gelu(proj.Forward(tokens, 1, 1)); // [T, 4 C]
        return output.Forward(gate.mul_(proj.Forward(tokens, 0, 1))).MoveToOuterDisposeScope(); // [T, C]
    }
}

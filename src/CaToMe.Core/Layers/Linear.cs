using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>y = x W^T + b over the last dimension.</summary>
internal sealed class Linear
{
    private readonly Tensor weight;
    private readonly Tensor? bias;

    internal Linear(WeightReader reader, long inputs, long outputs, bool bias = true)
    {
        weight = reader.Read("weight", outputs, inputs);
        this.bias = bias ? reader.Read("bias", outputs) : null;
    }

    /// <summary>Several projections of one input as one matrix product: their outputs lie side by side.</summary>
    internal Linear(WeightReader reader, IReadOnlyList<string> names, long inputs, long outputs, bool bias)
    {
        weight = reader.ReadStacked([.. names.Select(n => n + ".weight")], outputs, inputs);
        this.bias = bias ? reader.ReadStacked([.. names.Select(n => n + ".bias")], outputs) : null;
    }

    private Linear(Tensor weight, Tensor bias) => (this.weight, this.bias) = (weight, bias);

    /// <summary>A projection of pixels that some checkpoints store as a 1 x 1 convolution: the same product over tokens.</summary>
    internal static Linear FromProjection(WeightReader reader, long channels, bool isLinear) =>
        isLinear ? new Linear(reader, channels, channels)
        : new Linear(reader.ReadMatrix("weight", channels, channels, 1, 1), reader.Read("bias", channels));

    internal Tensor Forward(Tensor x) => nn.functional.linear(x, weight, bias);

    /// <summary>Some of the outputs alone: those of one projection among several that lie side by side.</summary>
    internal Tensor Forward(Tensor x, long first, long count)
    {
        using var scope = NewDisposeScope();
        return nn.functional.linear(x, weight.narrow(0, first, count), bias?.narrow(0, first, count)).MoveToOuterDisposeScope();
    }
}

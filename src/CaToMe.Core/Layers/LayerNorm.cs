using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>Layer normalisation over the last dimension.</summary>
internal sealed class LayerNorm(WeightReader reader, long channels, double epsilon = 1e-5)
{
    private readonly Tensor weight = reader.Read("weight", channels);
    private readonly Tensor bias = reader.Read("bias", channels);

    internal Tensor Forward(Tensor x) => nn.functional.layer_norm(x, [channels], weight, bias, epsilon);
}

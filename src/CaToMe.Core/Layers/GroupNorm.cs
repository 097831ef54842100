using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>Group normalisation over channels, the second dimension.</summary>
internal sealed class GroupNorm(WeightReader reader, long groups, long channels, double epsilon)
{
    private readonly Tensor weight = reader.Read("weight", channels);
    private readonly Tensor bias = reader.Read("bias", channels);

    internal Tensor Forward(Tensor x) => nn.functional.group_norm(x, groups, weight, bias, epsilon);
}

using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>A convolution on channels-last images.</summary>
internal sealed class Conv2d
{
    private readonly Tensor weight, bias;
    private readonly long stride, padding;

    internal Conv2d(WeightReader reader, long inputs, long outputs, long kernel = 3, long stride = 1, long padding = 1)
    {
        weight = reader.ReadChannelsLast("weight", outputs, inputs, kernel, kernel);
        bias = reader.Read("bias", outputs);
        this.stride = stride;
        this.padding = padding;
    }

    internal Tensor Forward(Tensor x) => Convolution.Apply(x, weight, bias, stride, [padding, padding]);
}

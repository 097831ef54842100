using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>A convolution on channels-last images.</summary>
internal sealed class Conv2d
{
    private readonly Linear? ofPixels;
    private readonly Tensor? weight, bias;
    private readonly long stride, padding;

    internal Conv2d(WeightReader reader, long inputs, long outputs, long kernel = 3, long stride = 1, long padding = 1)
    {
        (this.stride, this.padding) = (stride, padding);
        if (kernel == 1 && stride == 1 && padding == 0)
        {
            ofPixels = Linear.OfPixels(reader, inputs, outputs);
            return;
        }

        weight = reader.ReadChannelsLast("weight", outputs, inputs, kernel, kernel);
        bias = reader.Read("bias", outputs);
    }

    /// <summary>[B, inputs, H, W] -> [B, outputs, H', W'].</summary>
    internal Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (ofPixels?.Forward(x.ToTokens()).ToImage(x.shape[2], x.shape[3])
            ?? Convolution.Apply(x, weight!, bias!, stride, [padding, padding])).MoveToOuterDisposeScope();
    }
}

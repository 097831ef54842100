using CaToMe.Kernels;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>A convolution on channels-last images, by the way that suits its kernel and the machine.</summary>
internal sealed class Conv2d
{
    private readonly Linear? ofPixels;
    private readonly Tensor? packed, weight, bias;
    private readonly long stride, padding;

    internal Conv2d(WeightReader reader, long inputs, long outputs, long kernel = 3, long stride = 1, long padding = 1, bool hasBias = true)
    {
        (this.stride, this.padding) = (stride, padding);
        if (kernel == 1 && stride == 1 && padding == 0)
        {
            ofPixels = Linear.OfPixels(reader, inputs, outputs);
            return;
        }

        bias = hasBias ? reader.Read("bias", outputs) : reader.Keep(() => zeros(outputs, reader.Type, device: reader.Device));
        if (kernel == 3 && stride == 1 && padding == 1 && Routes.OwnConvolutions(reader.Device, reader.Type, inputs, outputs))
        {
            packed = reader.Make(["weight"], w => WinogradConvolution.Pack(w[0]), outputs, inputs, kernel, kernel);
        }
        else
        {
            weight = reader.ReadChannelsLast("weight", outputs, inputs, kernel, kernel);
        }
    }

    /// <summary>[B, inputs, H, W] -> [B, outputs, H', W'].</summary>
    internal Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (ofPixels?.Forward(x.ToTokens()).ToImage(x.shape[2], x.shape[3])
            ?? (packed is null ? Convolution.Apply(x, weight!, bias!, stride, [padding, padding])
            : SmallConvolution.Suits(x.shape[2], x.shape[3]) ? SmallConvolution.Apply(x, packed, bias!)
            : WinogradConvolution.Apply(x, packed, bias!))).MoveToOuterDisposeScope();
    }

    /// <summary>Of an image that is doubled first, each pixel becoming four: [B, inputs, H, W] -> [B, outputs, 2 H, 2 W].</summary>
    internal Tensor ForwardDoubled(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (packed is null || SmallConvolution.Suits(2 * x.shape[2], 2 * x.shape[3])
            ? Forward(nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest))
            : WinogradConvolution.Apply(x, packed, bias!, scale: 2)).MoveToOuterDisposeScope();
    }
}

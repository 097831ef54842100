using CaToMe.Kernels;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>A convolution on channels-last images, by the way that suits its kernel and the machine.</summary>
internal sealed class Conv2d
{
    private readonly IConvolution convolution;

    internal Conv2d(WeightReader reader, long inputs, long outputs, long kernel = 3, long stride = 1, long padding = 1, bool hasBias = true) =>
        convolution = kernel == 1 && stride == 1 && padding == 0
            ? new ProductOfPixels(Linear.OfPixels(reader, inputs, outputs))
            : ByKernel(reader, inputs, outputs, kernel, stride, padding, hasBias);

    /// <summary>[B, inputs, H, W] -> [B, outputs, H', W'].</summary>
    internal Tensor Forward(Tensor x) => convolution.Apply(x);

    /// <summary>Of an image that is doubled first, each pixel becoming four: [B, inputs, H, W] -> [B, outputs, 2 H, 2 W].</summary>
    internal Tensor ForwardDoubled(Tensor x) => convolution.ApplyDoubled(x);

    private static IConvolution ByKernel(WeightReader reader, long inputs, long outputs, long size, long stride, long padding, bool hasBias)
    {
        var isSame = size == 3 && stride == 1 && padding == 1;
        long[] shape = [outputs, inputs, size, size];
        switch (Routes.Convolutions(reader.Device, reader.Type, inputs, outputs, isSame))
        {
            case Route.Own:
                return new OwnConvolution(reader.Make(["weight"], w => WinogradConvolution.Pack(w[0]), shape), Bias(PackedMatrix.PackBias), outputs);
            case Route.OneDnn:
                var kernel = reader.MakePacked(["weight"], w => w[0], 1, w => OneDnn.PackKernel(w, stride, padding), shape);
                return new OneDnnConvolution(() => kernel.Kept[0], Bias(b => b[0]), stride, padding);
            default:
                return new LibTorchConvolution(reader.ReadChannelsLast("weight", shape), Bias(b => b[0]), stride, padding);
        }

        Tensor Bias(Func<IReadOnlyList<Tensor>, Tensor> make) => hasBias
            ? reader.Make(["bias"], make, outputs)
            : reader.Keep(() => make([zeros(outputs, reader.Type, device: reader.Device)]));
    }

    /// <summary>A 1 x 1 convolution.</summary>
    private sealed class ProductOfPixels(Linear product) : IConvolution
    {
        public Tensor Apply(Tensor x)
        {
            using var scope = NewDisposeScope();
            return product.Forward(x.ToTokens()).ToImage(x.shape[2], x.shape[3]).MoveToOuterDisposeScope();
        }
    }
}

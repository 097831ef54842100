using CaToMe.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace CaToMe.Metrics;

/// <summary>
/// The convolutions of LPIPS's two networks under the names of the official package: torchvision's AlexNet and VGG16 in five slices, each a
/// list of what <c>net.sliceN</c> numbers. Channels are those of the weights.
/// </summary>
internal static class LpipsLayers
{
    /// <summary>AlexNet (Krizhevsky, 2014).</summary>
    internal static IReadOnlyList<Func<Tensor, Tensor>> Alex(WeightReader reader, ITensorSource source)
    {
        var build = new Builder(reader, source);
        return
        [
            build.Convolve(1, 0, kernel: 11, stride: 4, padding: 2),
            build.Chain(x => Shrink(x, 3), build.Convolve(2, 3, kernel: 5, padding: 2)),
            build.Chain(x => Shrink(x, 3), build.Convolve(3, 6)),
            build.Convolve(4, 8),
            build.Convolve(5, 10),
        ];
    }

    /// <summary>VGG16 (Simonyan and Zisserman, 2015).</summary>
    internal static IReadOnlyList<Func<Tensor, Tensor>> Vgg(WeightReader reader, ITensorSource source)
    {
        var build = new Builder(reader, source);
        return
        [
            build.Chain(build.Convolve(1, 0), build.Convolve(1, 2)),
            build.Chain(x => Shrink(x, 2), build.Convolve(2, 5), build.Convolve(2, 7)),
            build.Chain(x => Shrink(x, 2), build.Convolve(3, 10), build.Convolve(3, 12), build.Convolve(3, 14)),
            build.Chain(x => Shrink(x, 2), build.Convolve(4, 17), build.Convolve(4, 19), build.Convolve(4, 21)),
            build.Chain(x => Shrink(x, 2), build.Convolve(5, 24), build.Convolve(5, 26), build.Convolve(5, 28)),
        ];
    }

    private static Tensor Shrink(Tensor x, long kernel) => max_pool2d(x, [kernel, kernel], [2, 2]);

    private sealed class Builder(WeightReader reader, ITensorSource source)
    {
        /// <summary>Convolution and rectifier: [B, C, H, W] -> [B, C', H', W'].</summary>
        internal Func<Tensor, Tensor> Convolve(int slice, int layer, long kernel = 3, long stride = 1, long padding = 1)
        {
            var place = reader["net"][$"slice{slice}"][layer];
            var (outputs, inputs) = source.ShapeOf($"{place.Name}.weight") is [var o, var i, ..] ? (o, i) : (0, 0);
            var (weight, bias) = (place.Read("weight", outputs, inputs, kernel, kernel), place.Read("bias", outputs));
            return x => conv2d(x, weight, bias, strides: [stride, stride], padding: [padding, padding]).relu_();
        }

        internal Func<Tensor, Tensor> Chain(params Func<Tensor, Tensor>[] parts) => x => parts.Aggregate(x, (y, part) => part(y));
    }
}

using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace CaToMe.Metrics;

/// <summary>
/// The parts of InceptionV3 under torchvision's names, with the poolings of the network that FID is defined by: average
/// pooling leaves padding out of the mean, and the last block pools by maximum.
/// </summary>
internal static class InceptionBlocks
{
    /// <summary>Convolution, batch normalisation in its trained state, rectifier: one convolution with the normalisation in its weights.</summary>
    internal static Func<Tensor, Tensor> Conv(WeightReader reader, long inputs, long outputs, long height, long width, long stride = 1, bool pad = true)
    {
        using var scope = NewDisposeScope();
        var weight = reader["conv"].ReadChannelsLast("weight", outputs, inputs, height, width);
        var norm = reader["bn"];
        var bias = norm.Read("bias", outputs);
        var scale = norm.Read("weight", outputs) * (norm.Read("running_var", outputs) + 1e-3).rsqrt();
        weight.mul_(scale.view(-1, 1, 1, 1));
        bias.sub_(norm.Read("running_mean", outputs) * scale);
        long[] padding = pad ? [height / 2, width / 2] : [0, 0];
        return x => Convolution.Apply(x, weight, bias, stride, padding).relu_();
    }

    /// <summary>torchvision's InceptionA: 35 x 35 pixels.</summary>
    internal static Func<Tensor, Tensor> A(WeightReader reader, long inputs, long pooled) => Side(
        Conv(reader["branch1x1"], inputs, 64, 1, 1),
        Chain(Conv(reader["branch5x5_1"], inputs, 48, 1, 1), Conv(reader["branch5x5_2"], 48, 64, 5, 5)),
        Chain(Conv(reader["branch3x3dbl_1"], inputs, 64, 1, 1), Conv(reader["branch3x3dbl_2"], 64, 96, 3, 3), Conv(reader["branch3x3dbl_3"], 96, 96, 3, 3)),
        Chain(AveragePool, Conv(reader["branch_pool"], inputs, pooled, 1, 1)));

    /// <summary>InceptionB: from 35 to 17 pixels.</summary>
    internal static Func<Tensor, Tensor> B(WeightReader reader, long inputs) => Side(
        Conv(reader["branch3x3"], inputs, 384, 3, 3, stride: 2, pad: false),
        Chain(
            Conv(reader["branch3x3dbl_1"], inputs, 64, 1, 1), Conv(reader["branch3x3dbl_2"], 64, 96, 3, 3),
            Conv(reader["branch3x3dbl_3"], 96, 96, 3, 3, stride: 2, pad: false)),
        Shrink);

    /// <summary>InceptionC: 17 x 17 pixels, factorised 7 x 7 convolutions.</summary>
    internal static Func<Tensor, Tensor> C(WeightReader reader, long inner) => Side(
        Conv(reader["branch1x1"], 768, 192, 1, 1),
        Chain(Conv(reader["branch7x7_1"], 768, inner, 1, 1), Conv(reader["branch7x7_2"], inner, inner, 1, 7), Conv(reader["branch7x7_3"], inner, 192, 7, 1)),
        Chain(
            Conv(reader["branch7x7dbl_1"], 768, inner, 1, 1),
            Conv(reader["branch7x7dbl_2"], inner, inner, 7, 1),
            Conv(reader["branch7x7dbl_3"], inner, inner, 1, 7),
            Conv(reader["branch7x7dbl_4"], inner, inner, 7, 1),
            Conv(reader["branch7x7dbl_5"], inner, 192, 1, 7)),
        Chain(AveragePool, Conv(reader["branch_pool"], 768, 192, 1, 1)));

    /// <summary>InceptionD: from 17 to 8 pixels.</summary>
    internal static Func<Tensor, Tensor> D(WeightReader reader, long inputs) => Side(
        Chain(Conv(reader["branch3x3_1"], inputs, 192, 1, 1), Conv(reader["branch3x3_2"], 192, 320, 3, 3, stride: 2, pad: false)),
        Chain(
            Conv(reader["branch7x7x3_1"], inputs, 192, 1, 1),
            Conv(reader["branch7x7x3_2"], 192, 192, 1, 7),
            Conv(reader["branch7x7x3_3"], 192, 192, 7, 1),
            Conv(reader["branch7x7x3_4"], 192, 192, 3, 3, stride: 2, pad: false)),
        Shrink);

    /// <summary>InceptionE: 8 x 8 pixels.</summary>
    internal static Func<Tensor, Tensor> E(WeightReader reader, long inputs, Func<Tensor, Tensor> pool) => Side(
        Conv(reader["branch1x1"], inputs, 320, 1, 1),
        Chain(Conv(reader["branch3x3_1"], inputs, 384, 1, 1), Side(Conv(reader["branch3x3_2a"], 384, 384, 1, 3), Conv(reader["branch3x3_2b"], 384, 384, 3, 1))),
        Chain(
            Conv(reader["branch3x3dbl_1"], inputs, 448, 1, 1),
            Conv(reader["branch3x3dbl_2"], 448, 384, 3, 3),
            Side(Conv(reader["branch3x3dbl_3a"], 384, 384, 1, 3), Conv(reader["branch3x3dbl_3b"], 384, 384, 3, 1))),
        Chain(pool, Conv(reader["branch_pool"], inputs, 192, 1, 1)));

    internal static Tensor Shrink(Tensor x) => max_pool2d(x, [3, 3], strides: [2, 2]);

    internal static Tensor AveragePool(Tensor x) => avg_pool2d(x, [3, 3], stride: [1, 1], padding: [1, 1], count_include_pad: false);

    internal static Tensor MaxPool(Tensor x) => max_pool2d(x, [3, 3], strides: [1, 1], padding: [1, 1]);

    /// <summary>One after the other.</summary>
    private static Func<Tensor, Tensor> Chain(params Func<Tensor, Tensor>[] parts) => x => parts.Aggregate(x, (y, part) => part(y));

    /// <summary>Side by side: their channels follow each other.</summary>
    private static Func<Tensor, Tensor> Side(params Func<Tensor, Tensor>[] parts) => x => cat([.. parts.Select(part => part(x))], dim: 1);
}

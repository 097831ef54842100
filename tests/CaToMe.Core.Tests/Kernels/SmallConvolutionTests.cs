using CaToMe.Kernels;
using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Kernels;

public class SmallConvolutionTests
{
    [Theory]
    [InlineData(1, 16, 16, 1, 1)]
    [InlineData(2, 32, 64, 2, 2)]
    [InlineData(3, 80, 48, 4, 4)]
    [InlineData(2, 1280, 144, 2, 8)]
    public void It_gives_the_numbers_of_double_precision(int batch, int inputs, int outputs, int height, int width)
    {
        WinogradConvolutionTests.Compare(SmallConvolution.Apply, batch, inputs, outputs, height, width);
        Assert.True(SmallConvolution.Suits(height, width));
    }

    [Theory]
    [InlineData(2)] // doubled to 4 x 4: as one product
    [InlineData(4)] // doubled to 8 x 8: by Winograd
    public void A_layer_takes_small_images_and_doubled_ones(int side)
    {
        using var scope = NewDisposeScope();
        using var reader = new WeightReader(new HashedWeights(""), CPU, ScalarType.Float32);
        var layer = new Conv2d(reader["conv"], 32, 64);
        var (weight, bias) = (new HashedWeights("").Make("conv.weight", [64, 32, 3, 3]), new HashedWeights("").Make("conv.bias", [64]));
        using var generator = new Generator(1, CPU);
        var x = randn([2, 32, side, side], generator: generator);
        var doubled = nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);

        Assert.InRange(Golden.RelativeError(layer.Forward(x), nn.functional.conv2d(x, weight, bias, padding: [1, 1])), 0, 5e-6);
        Assert.InRange(Golden.RelativeError(layer.ForwardDoubled(x), nn.functional.conv2d(doubled, weight, bias, padding: [1, 1])), 0, 5e-6);
    }
}

using CaToMe.Kernels;
using static TorchSharp.torch;

namespace CaToMe.Tests.Kernels;

public class OwnConvolutionTests
{
    /// <summary>Outputs that are no multiple of 16, as a network's last layer has them, where images are large, small, and doubled.</summary>
    [Theory]
    [InlineData(3, 20, 12, 1)]
    [InlineData(4, 3, 4, 1)]
    [InlineData(20, 9, 9, 1)]
    [InlineData(3, 10, 6, 2)]
    [InlineData(4, 1, 2, 2)]
    public void Any_number_of_outputs_is_as_in_double_precision(int outputs, int height, int width, int scale)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var (x, bias) = (randn([2, 32, height, width], generator: generator), randn([outputs], generator: generator));
        var weight = randn([outputs, 32, 3, 3], generator: generator) / Math.Sqrt(9 * 32);
        var convolution = new OwnConvolution(WinogradConvolution.Pack(weight), PackedMatrix.PackBias([bias]), outputs);

        var actual = scale == 2 ? convolution.ApplyDoubled(x) : convolution.Apply(x);

        var image = nn.functional.interpolate(x.to(ScalarType.Float64), scale_factor: [scale, scale], mode: InterpolationMode.Nearest);
        var expected = nn.functional.conv2d(image, weight.to(ScalarType.Float64), bias.to(ScalarType.Float64), padding: [1, 1]);
        Assert.Equal(expected.shape, actual.shape);
        Assert.InRange(Golden.RelativeError(actual, expected), 0, 5e-6);
    }
}

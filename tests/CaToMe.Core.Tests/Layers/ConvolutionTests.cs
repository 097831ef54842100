using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Layers;

public class ConvolutionTests
{
    /// <summary>Inputs, outputs, side, kernel, stride: of SD 1.5, of the embedded model and of InceptionV3.</summary>
    [Theory]
    [InlineData(64, 80, 17, 1, 1)]
    [InlineData(640, 1280, 4, 1, 1)]
    [InlineData(2560, 1280, 2, 1, 1)]
    [InlineData(320, 640, 8, 1, 1)]
    [InlineData(96, 48, 16, 1, 1)]
    [InlineData(4, 320, 16, 3, 1)]
    [InlineData(320, 320, 16, 3, 2)]
    [InlineData(640, 1280, 4, 3, 1)]
    [InlineData(64, 80, 17, 3, 1)]
    public void A_convolution_gives_the_numbers_of_double_precision(int inputs, int outputs, int side, int kernel, int stride)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var x = randn([2, inputs, side, side], generator: generator);
        var weight = randn([outputs, inputs, kernel, kernel], generator: generator) / Math.Sqrt(inputs * kernel * kernel);
        var bias = randn([outputs], generator: generator);
        long[] padding = [kernel / 2, kernel / 2];

        var actual = Convolution.Apply(x.ChannelsLast(), weight.ChannelsLast(), bias, stride, padding);
        var expected = nn.functional.conv2d(
            x.to(ScalarType.Float64), weight.to(ScalarType.Float64), bias.to(ScalarType.Float64), strides: [stride, stride], padding: padding);

        Assert.InRange(Golden.RelativeError(actual, expected), 0, 1e-5);
    }
}

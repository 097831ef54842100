using CaToMe.Kernels;
using static TorchSharp.torch;

namespace CaToMe.Tests.Kernels;

public class WinogradConvolutionTests
{
    /// <summary>Samples, inputs, outputs, height, width: whole tiles and ragged ones, one pixel alone, several parts, outputs beside a panel.</summary>
    [Theory]
    [InlineData(1, 16, 16, 1, 1)]
    [InlineData(1, 16, 48, 4, 4)]
    [InlineData(2, 32, 64, 5, 7)]
    [InlineData(1, 48, 96, 8, 3)]
    [InlineData(2, 320, 320, 64, 64)]
    [InlineData(1, 80, 144, 13, 30)]
    [InlineData(2, 1280, 640, 8, 8)]
    [InlineData(1, 864, 16, 36, 132)]
    public void It_gives_the_numbers_of_double_precision(int batch, int inputs, int outputs, int height, int width) =>
        Compare((x, kernel, bias) => WinogradConvolution.Apply(x, kernel, bias), batch, inputs, outputs, height, width);

    /// <summary>Compares a way of convolving with packed kernels with double precision.</summary>
    internal static void Compare(Func<Tensor, Tensor, Tensor, Tensor> apply, int batch, int inputs, int outputs, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var (x, bias) = (randn([batch, inputs, height, width], generator: generator), randn([outputs], generator: generator));
        var weight = randn([outputs, inputs, 3, 3], generator: generator) / Math.Sqrt(9 * inputs);
        Compare(ScalarType.Float32, 5e-6);
        Compare(ScalarType.BFloat16, 4e-3); // the result is rounded, by at most 2^-8

        void Compare(ScalarType type, double tolerance)
        {
            var (image, kernel, added) = (x.to(type), weight.to(type), bias.to(type));

            var actual = apply(image, WinogradConvolution.Pack(kernel), added);

            var expected = nn.functional.conv2d(image.to(ScalarType.Float64), kernel.to(ScalarType.Float64), added.to(ScalarType.Float64), padding: [1, 1]);
            Assert.Equal(expected.shape, actual.shape);
            Assert.Equal(type, actual.dtype);
            Assert.InRange(Golden.RelativeError(actual, expected), 0, tolerance);
        }
    }

    [Fact]
    public void A_doubled_image_is_convolved_without_being_made()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var (x, bias) = (randn([2, 32, 5, 6], generator: generator), randn([48], generator: generator));
        var weight = randn([48, 32, 3, 3], generator: generator);

        var actual = WinogradConvolution.Apply(x, WinogradConvolution.Pack(weight), bias, scale: 2);

        var doubled = nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
        Assert.InRange(Golden.RelativeError(actual, nn.functional.conv2d(doubled, weight, bias, padding: [1, 1])), 0, 5e-6);
    }

    [Fact]
    public void The_numbers_do_not_depend_on_the_number_of_threads()
    {
        using var scope = NewDisposeScope();
        var (x, kernel, bias) = (randn([2, 64, 40, 24]), WinogradConvolution.Pack(randn([96, 64, 3, 3])), randn([96]));
        var threads = get_num_threads();
        var together = WinogradConvolution.Apply(x, kernel, bias).contiguous();
        set_num_threads(1);
        try
        {
            Assert.Equal(together.data<float>().ToArray(), WinogradConvolution.Apply(x, kernel, bias).contiguous().data<float>().ToArray());
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void What_is_not_a_number_stays_so(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var x = zeros([1, 16, 12, 12], dtype: type);
        x[0, 3, 5, 5] = float.NaN;

        var result = WinogradConvolution.Apply(x, WinogradConvolution.Pack(ones([16, 16, 3, 3], dtype: type)), zeros([16], dtype: type));

        Assert.True(result[0, 0, 5, 5].isnan().item<bool>());
        Assert.False(result[0, 0, 11, 11].isnan().item<bool>());
    }
}

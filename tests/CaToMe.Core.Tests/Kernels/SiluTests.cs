using CaToMe.Kernels;
using static TorchSharp.torch;

namespace CaToMe.Tests.Kernels;

public class SiluTests
{
    /// <summary>Whole vectors, some over, fewer than a vector, and several parts.</summary>
    [Theory]
    [InlineData(ScalarType.Float32, 1e-6, 64)]
    [InlineData(ScalarType.Float32, 1e-6, 7)]
    [InlineData(ScalarType.Float32, 1e-6, 40_005)]
    [InlineData(ScalarType.BFloat16, 4e-3, 64)]
    [InlineData(ScalarType.BFloat16, 4e-3, 40_005)]
    public void It_gives_the_numbers_of_double_precision(ScalarType type, double tolerance, int count)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var image = (randn([1, 1, 1, count], generator: generator) * 8).to(type);
        var expected = nn.functional.silu(image.to(ScalarType.Float64));

        Silu.InPlace(image);

        Assert.True((image.to(ScalarType.Float64) - expected).abs().le((expected.abs() * tolerance) + 1e-7).all().item<bool>());
    }

    [Fact]
    public void Large_numbers_stay_finite_and_what_is_not_a_number_stays_so()
    {
        using var scope = NewDisposeScope();
        var image = tensor(new[] { 1000f, -1000f, -1e30f, 3e38f, 0f, float.NaN, float.PositiveInfinity });

        Silu.InPlace(image);

        var numbers = image.data<float>().ToArray();
        Assert.Equal([1000f, 0f, 3e38f, 0f], [numbers[0], MathF.Round(numbers[1], 3), numbers[3], numbers[4]]);
        Assert.True(float.IsFinite(numbers[2]));
        Assert.True(float.IsNaN(numbers[5]));
        Assert.Equal(float.PositiveInfinity, numbers[6]);
    }
}

using CaToMe.Kernels;
using static TorchSharp.torch;

namespace CaToMe.Tests.Kernels;

public class NormalisationTests
{
    /// <summary>A pixel, few of them, several parts of the work, groups within a vector and over several.</summary>
    [Theory]
    [InlineData(ScalarType.Float32, 2e-6, 1, 1, 1, 64, 32)]
    [InlineData(ScalarType.Float32, 2e-6, 2, 3, 5, 48, 16)]
    [InlineData(ScalarType.Float32, 2e-6, 3, 33, 70, 96, 4)]
    [InlineData(ScalarType.Float32, 2e-6, 1, 20, 20, 960, 32)]
    [InlineData(ScalarType.BFloat16, 4e-3, 2, 24, 40, 64, 32)]
    public void It_gives_the_numbers_of_double_precision(ScalarType type, double tolerance, int batch, int height, int width, int channels, int groups)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var image = ((randn([batch, height, width, channels], generator: generator) * 3) + 5).to(type);
        var (weight, bias) = (randn([channels], generator: generator).to(type), randn([channels], generator: generator).to(type));
        foreach (var activates in new[] { false, true })
        {
            var normalised = nn.functional.group_norm(
                image.permute(0, 3, 1, 2).to(ScalarType.Float64), groups, weight.to(ScalarType.Float64), bias.to(ScalarType.Float64), 1e-5);
            var expected = (activates ? nn.functional.silu(normalised) : normalised).permute(0, 2, 3, 1);
            var (result, inPlace) = (empty_like(image), image.clone());

            Normalisation.Apply(image, groups, weight, bias, 1e-5, activates, result);
            Normalisation.Apply(inPlace, groups, weight, bias, 1e-5, activates, inPlace);

            Assert.True((result.to(ScalarType.Float64) - expected).abs().le((expected.abs() * tolerance) + (tolerance / 2)).all().item<bool>());
            Assert.True(result.equal(inPlace).all().item<bool>());
        }
    }

    /// <summary>A mean that is large beside the deviation costs no precision, as it does where squares are summed in float32.</summary>
    [Fact]
    public void Small_differences_between_large_numbers_count()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var image = 1000 + (rand([1, 16, 16, 32], generator: generator) * 0.5);
        var result = empty_like(image);

        Normalisation.Apply(image, 4, ones([32]), zeros([32]), 1e-6, activates: false, result);

        var expected = nn.functional.group_norm(image.permute(0, 3, 1, 2).to(ScalarType.Float64), 4, eps: 1e-6).permute(0, 2, 3, 1);
        Assert.InRange((result.to(ScalarType.Float64) - expected).abs().max().item<double>(), 0, 1e-3); // a 16,000th of the last bit of 1000
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_threads()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var image = randn([2, 40, 40, 64], generator: generator);
        var results = new List<Tensor>();
        var before = get_num_threads();
        try
        {
            foreach (var threads in new[] { 1, 2, 5 })
            {
                set_num_threads(threads);
                results.Add(empty_like(image));
                Normalisation.Apply(image, 32, ones([64]), zeros([64]), 1e-5, activates: true, results[^1]);
            }
        }
        finally
        {
            set_num_threads(before);
        }

        Assert.All(results, result => Assert.True(result.equal(results[0]).all().item<bool>()));
    }

    [Fact]
    public void Large_numbers_stay_finite_and_what_is_not_a_number_stays_so()
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = (zeros([16]), new[] { 1000f, -1000f, -1e30f, 3e38f, 0f, float.NaN, float.PositiveInfinity });
        var image = randn([1, 1, 2, 16]);

        Normalisation.Apply(image, 1, weight, nn.functional.pad(tensor(bias), [0, 16 - bias.Length]), 1e-5, activates: true, image);

        var numbers = image.data<float>().ToArray();
        Assert.Equal([1000f, 0f, 3e38f, 0f], [numbers[0], MathF.Round(numbers[1], 3), numbers[3], numbers[4]]);
        Assert.True(float.IsFinite(numbers[2]));
        Assert.True(float.IsNaN(numbers[5]));
        Assert.Equal(float.PositiveInfinity, numbers[6]);
    }
}

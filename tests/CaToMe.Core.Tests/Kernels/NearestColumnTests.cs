using CaToMe.Kernels;
using static TorchSharp.torch;

namespace CaToMe.Tests.Kernels;

public class NearestColumnTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 3, 5)]
    [InlineData(64, 48, 48)]
    [InlineData(193, 97, 320)]
    public void It_is_the_largest_of_the_products_row(int rows, int columns, int depth)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var (a, b) = (randn([rows, depth], generator: generator), randn([columns, depth], generator: generator));

        var (largest, column) = NearestColumn.Find(a, b);

        var (expected, where) = a.to(ScalarType.Float64).matmul(b.to(ScalarType.Float64).t()).max(1);
        Assert.Equal(where.data<long>().ToArray(), column.data<long>().ToArray());
        Assert.InRange(Golden.RelativeError(largest, expected), 0, 2e-6);
    }

    [Fact]
    public void Of_equal_columns_it_is_the_first_and_below_zero_none_that_is_not_there()
    {
        using var scope = NewDisposeScope();
        var a = full([9, 4], -1f);
        var b = ones([50, 4]); // every product is -4; 46 columns of the last panel are not there
        var (largest, column) = NearestColumn.Find(a, b);
        Assert.All(largest.data<float>().ToArray(), number => Assert.Equal(-4f, number));
        Assert.All(column.data<long>().ToArray(), place => Assert.Equal(0, place));
    }
}

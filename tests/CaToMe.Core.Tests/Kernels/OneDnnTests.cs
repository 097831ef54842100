using System.Runtime.InteropServices;
using CaToMe.Kernels;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Kernels;

public class OneDnnTests
{
    /// <summary>Types that this processor multiplies, with the error that each may have.</summary>
    private static readonly IReadOnlyList<(ScalarType Type, double Tolerance)> types =
        [.. new[] { (Type: ScalarType.Float32, Tolerance: 1e-5), (Type: ScalarType.BFloat16, Tolerance: 1e-2) }.Where(t => OneDnn.Takes(t.Type))];

    /// <summary>Batch, inputs, outputs, side, kernel, stride, padding: of the U-Net, of the autoencoder, and odd ones.</summary>
    public static TheoryData<ScalarType, double, long[]> Convolutions() => All(
        [2, 320, 320, 16, 3, 1, 1], [2, 1280, 1280, 4, 3, 1, 1], [2, 320, 320, 17, 3, 2, 1], [1, 128, 128, 33, 3, 2, 0], [2, 4, 320, 16, 3, 1, 1],
        [2, 320, 16, 16, 3, 1, 1], [1, 64, 80, 5, 3, 1, 1], [2, 3, 48, 9, 5, 1, 2], [1, 9, 320, 8, 3, 1, 1]);

    /// <summary>Rows, inputs, outputs.</summary>
    public static TheoryData<ScalarType, double, long[]> Products() =>
        All([1, 1, 1], [1, 320, 1280], [7, 3, 47], [77, 768, 320], [200, 641, 100], [7, 3, 64], [2048, 48, 384]);

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void A_packed_kernel_gives_the_numbers_of_double_precision(ScalarType type, double tolerance, long[] size)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var (stride, padding) = (size[5], size[6]);
        var x = randn([size[0], size[1], size[3], size[3]], generator: generator).to(type);
        var weight = (randn([size[2], size[1], size[4], size[4]], generator: generator) / Math.Sqrt(size[1] * size[4] * size[4])).to(type);
        var bias = randn([size[2]], generator: generator).to(type);

        var packed = OneDnn.PackKernel(weight, stride, padding);
        var actual = new OneDnnConvolution(() => packed, bias, stride, padding).Apply(x.ChannelsLast());

        var expected = nn.functional.conv2d(Double(x), Double(weight), Double(bias), strides: [stride, stride], padding: [padding, padding]);
        Assert.Equal(type, actual.dtype);
        Assert.InRange(Golden.RelativeError(actual, expected), 0, tolerance);
        Assert.True(actual.permute(0, 2, 3, 1).is_contiguous());
        Assert.True(packed.to_dense().Equals(weight));
    }

    [Theory]
    [MemberData(nameof(Products))]
    public void A_packed_matrix_gives_the_numbers_of_double_precision(ScalarType type, double tolerance, long[] size)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var x = randn([size[0], size[1]], generator: generator).to(type);
        var weight = (randn([size[2], size[1]], generator: generator) / Math.Sqrt(size[1])).to(type);
        var bias = randn([size[2]], generator: generator).to(type);

        var packed = OneDnn.PackMatrix(weight);
        var matrix = new OneDnnMatrix(_ => packed, bias, size[2]);

        var expected = nn.functional.linear(Double(x), Double(weight), Double(bias));
        Assert.InRange(Golden.RelativeError(matrix.Multiply(x, 0, 1), expected), 0, tolerance);
        Assert.InRange(Golden.RelativeError(new OneDnnMatrix(_ => packed, null, size[2]).Multiply(x, 0, 1), expected - Double(bias)), 0, tolerance);
        Assert.Equal([1, size[0], size[2]], matrix.Multiply(x.unsqueeze(0), 0, 1).shape);
        Assert.True(packed.to_dense().Equals(weight));
    }

    [Fact]
    public void Matrices_side_by_side_are_multiplied_together_or_apart()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        IReadOnlyList<Tensor> weights = [.. Enumerable.Range(0, 3).Select(_ => randn([64, 20], generator: generator))];
        IReadOnlyList<Tensor> packed = [.. weights.Select(OneDnn.PackMatrix)];
        var (bias, x) = (randn([192], generator: generator), randn([6, 2, 20], generator: generator));
        var matrix = new OneDnnMatrix(part => packed[part], bias, 64);
        var expected = nn.functional.linear(x, cat([.. weights]), bias);

        Assert.InRange(Golden.RelativeError(matrix.Multiply(x, 0, 3), expected), 0, 2e-6);
        Assert.InRange(Golden.RelativeError(matrix.Multiply(x, 1, 2), expected.narrow(-1, 64, 128)), 0, 2e-6);
    }

    [Fact]
    public void No_rows_make_no_rows()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([0, 64], OneDnn.Multiply(zeros([0, 20]), OneDnn.PackMatrix(zeros([64, 20])), zeros([64])).shape);
    }

    [Fact]
    public void Nothing_stays_behind()
    {
        var before = TensorCount.Settled();
        using (NewDisposeScope())
        {
            var (kernel, matrix) = (OneDnn.PackKernel(zeros([16, 16, 3, 3]), 1, 1), OneDnn.PackMatrix(zeros([64, 16])));
            OneDnn.Multiply(OneDnn.Convolve(zeros([1, 16, 4, 4]), kernel, zeros([16]), 1, 1).permute(0, 2, 3, 1), matrix, null);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_an_error()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ExternalException>(() => OneDnn.Convolve(zeros([1, 3, 8, 8]), OneDnn.PackKernel(zeros([16, 16, 3, 3]), 1, 1), zeros([16]), 1, 1));
    }

    /// <summary>oneDNN would leave zeros among them, on some processors.</summary>
    [Fact]
    public void Weights_that_do_not_fill_a_block_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("[4, 320, 3, 3]", Assert.Throws<ArgumentException>(() => OneDnn.PackKernel(zeros([4, 320, 3, 3]), 1, 1)).Message);
        Assert.Contains("[48, 20]", Assert.Throws<ArgumentException>(() => OneDnn.PackMatrix(zeros([48, 20]))).Message);
    }

    private static Tensor Double(Tensor tensor) => tensor.to(ScalarType.Float64);

    private static TheoryData<ScalarType, double, long[]> All(params IEnumerable<long[]> sizes)
    {
        var data = new TheoryData<ScalarType, double, long[]>();
        foreach (var size in sizes)
        {
            foreach (var (type, tolerance) in types.Where(t => size.Length > 3 || OneDnn.TakesMatrix(t.Type, size[2])))
            {
                data.Add(type, tolerance, size);
            }
        }

        return data;
    }
}

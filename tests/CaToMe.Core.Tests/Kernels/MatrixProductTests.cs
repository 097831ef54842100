using CaToMe.Kernels;
using static TorchSharp.torch;

namespace CaToMe.Tests.Kernels;

public class MatrixProductTests
{
    /// <summary>Rows, inputs, outputs: whole tiles and ragged ones, one number alone, depths beyond a slice.</summary>
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 320, 1280)]
    [InlineData(7, 3, 47)]
    [InlineData(8, 16, 48)]
    [InlineData(9, 17, 49)]
    [InlineData(77, 768, 320)]
    [InlineData(200, 641, 100)]
    [InlineData(385, 1300, 97)]
    [InlineData(13, 300, 80)]
    [InlineData(2048, 48, 384)]
    public void A_packed_matrix_gives_the_numbers_of_double_precision(int rows, int inputs, int outputs)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var (x, bias) = (randn([rows, inputs], generator: generator), randn([outputs], generator: generator));
        var weight = randn([outputs, inputs], generator: generator) / Math.Sqrt(inputs);

        var actual = new PackedMatrix(PackedMatrix.Pack([weight]), PackedMatrix.PackBias([bias]), outputs).Multiply(x, 0, 1);

        var expected = nn.functional.linear(x.to(ScalarType.Float64), weight.to(ScalarType.Float64), bias.to(ScalarType.Float64));
        Assert.InRange(Golden.RelativeError(actual, expected), 0, 2e-6);
    }

    [Fact]
    public void Matrices_side_by_side_are_multiplied_together_or_apart()
    {
        using var scope = NewDisposeScope();
        IReadOnlyList<Tensor> weights = [randn([50, 20]), randn([50, 20]), randn([50, 20])];
        IReadOnlyList<Tensor> biases = [randn([50]), randn([50]), randn([50])];
        var x = randn([2, 6, 20]).transpose(0, 1); // [6, 2, 20], not in one piece
        var matrix = new PackedMatrix(PackedMatrix.Pack(weights), PackedMatrix.PackBias(biases), 50);
        var expected = weights.Zip(biases, (w, b) => nn.functional.linear(x, w, b)).ToArray();

        Assert.Equal([6, 2, 150], matrix.Multiply(x, 0, 3).shape);
        Assert.InRange(Golden.RelativeError(matrix.Multiply(x, 0, 3), cat(expected, -1)), 0, 2e-6);
        Assert.InRange(Golden.RelativeError(matrix.Multiply(x, 1, 2), cat(expected[1..], -1)), 0, 2e-6);
    }

    [Fact]
    public void The_numbers_do_not_depend_on_the_number_of_threads()
    {
        using var scope = NewDisposeScope();
        var matrix = new PackedMatrix(PackedMatrix.Pack([randn([300, 700])]), PackedMatrix.PackBias([randn([300])]), 300);
        var x = randn([500, 700]);
        var threads = get_num_threads();
        var together = matrix.Multiply(x, 0, 1);
        set_num_threads(1);
        try
        {
            Assert.Equal(together.data<float>().ToArray(), matrix.Multiply(x, 0, 1).data<float>().ToArray());
        }
        finally
        {
            set_num_threads(threads);
        }
    }
}

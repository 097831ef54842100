using CaToMe.Kernels;
using CaToMe.Runtime;
using static TorchSharp.torch;

namespace CaToMe.Tests.Kernels;

public class BrgemmTests
{
    /// <summary>Rows, columns, depth: of attention in SD 1.5, of the autoencoder, and odd ones.</summary>
    [Theory]
    [InlineData(32, 192, 40)]
    [InlineData(32, 40, 192)]
    [InlineData(1, 48, 2)]
    [InlineData(7, 160, 96)]
    [InlineData(32, 512, 144)]
    public unsafe void It_multiplies_in_float32_and_adds(int rows, int columns, int depth)
    {
        if (!Brgemm.Takes(depth))
        {
            return; // a processor that does not multiply bfloat16, or a libtorch without the function: ours computes in float32
        }

        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var a = randn([rows, depth], generator: generator).to(ScalarType.BFloat16);
        var b = randn([depth, columns], generator: generator).to(ScalarType.BFloat16);
        var pairs = b.view(depth / 2, 2, columns).transpose(1, 2).contiguous(); // [depth / 2, columns, 2]
        var c = full([rows, columns], float.NaN);

        foreach (var adds in new[] { false, true })
        {
            Brgemm.Multiply(
                TensorMemory.Numbers<BFloat16>(a), depth, TensorMemory.Numbers<BFloat16>(pairs), TensorMemory.Floats(c), columns, rows, columns, depth, adds);
        }

        Assert.InRange(Golden.RelativeError(c, 2 * a.to(ScalarType.Float64).matmul(b.to(ScalarType.Float64))), 0, 1e-6);
    }

    [Fact]
    public void It_is_found_where_it_is_expected()
    {
        Assert.False(Brgemm.Takes(7));
        Assert.True(Brgemm.Takes(8) || !OperatingSystem.IsLinux() || !CpuFeatures.HasBFloat16);
    }
}

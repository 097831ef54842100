using System.Runtime.Intrinsics;
using CaToMe.Kernels;
using static TorchSharp.torch;

namespace CaToMe.Tests.Kernels;

public class LanesTests
{
    /// <summary>Halves between two numbers of bfloat16, either side of them, the largest, the smallest, and what is not a number.</summary>
    private static readonly IReadOnlyList<float> numbers =
    [
        0, -0f, 1, -1.5f, BitConverter.UInt32BitsToSingle(0x3F808000), BitConverter.UInt32BitsToSingle(0x3F818000),
        BitConverter.UInt32BitsToSingle(0x3F808001), BitConverter.UInt32BitsToSingle(0x3F807FFF), float.MaxValue, float.MinValue, float.Epsilon,
        1e-38f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 3.14159f,
    ];

    [Fact]
    public unsafe void They_become_bfloat16_as_libtorch_rounds_them()
    {
        using var scope = NewDisposeScope();
        var expected = tensor(numbers.ToArray()).to(ScalarType.BFloat16);
        var actual = empty_like(expected);

        Lanes.Store(Vector512.Create(numbers.ToArray()), TensorMemory.Numbers<BFloat16>(actual));

        var back = stackalloc float[Lanes.Count];
        Lanes.Load(TensorMemory.Numbers<BFloat16>(actual)).Store(back);
        Assert.Equal(expected.to(ScalarType.Float32).data<float>().ToArray(), actual.to(ScalarType.Float32).data<float>().ToArray());
        Assert.Equal(expected.to(ScalarType.Float32).data<float>().ToArray(), new Span<float>(back, Lanes.Count).ToArray());
    }
}

using CaToMe.Kernels;
using static TorchSharp.torch;

namespace CaToMe.Tests.Kernels;

public class FlashAttentionTests
{
    /// <summary>Those that it computes in on this machine.</summary>
    public static TheoryData<ScalarType> Types() =>
        [.. new[] { ScalarType.Float32, ScalarType.BFloat16 }.Select(t => FlashAttention.TypeFor(t, width: 16)).Distinct()];

    /// <summary>Heads, width of a head, each sample's queries, each sample's keys: SD 1.5's, SDXL's, the VAE's, and ragged ones.</summary>
    [Theory]
    [InlineData(8, 40, new long[] { 256, 256 }, new long[] { 256, 256 })]
    [InlineData(8, 80, new long[] { 100 }, new long[] { 77 })]
    [InlineData(8, 160, new long[] { 64, 64 }, new long[] { 64, 64 })]
    [InlineData(10, 64, new long[] { 65, 63 }, new long[] { 200, 1 })]
    [InlineData(1, 512, new long[] { 130 }, new long[] { 385 })]
    [InlineData(1, 48, new long[] { 1, 2, 3 }, new long[] { 191, 193, 500 })]
    [InlineData(2, 1, new long[] { 7 }, new long[] { 7 })]
    public void Attention_of_each_sample_is_that_of_double_precision(int heads, int width, long[] queries, long[] keys)
    {
        Compare(ScalarType.Float32, 3e-6, heads, width, queries, keys);
        if (FlashAttention.TypeFor(ScalarType.BFloat16, width) == ScalarType.BFloat16)
        {
            Compare(ScalarType.BFloat16, 8e-3, heads, width, queries, keys); // weights are rounded, and the result
        }
    }

    private static void Compare(ScalarType type, double tolerance, int heads, int width, long[] queries, long[] keys)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var channels = heads * width;
        var q = (randn([queries.Sum(), channels], generator: generator) * 2).to(type);
        var kv = randn([keys.Sum(), 2 * channels], generator: generator).to(type);

        var actual = FlashAttention.Attend(
            new HeadColumns(q, 0), new HeadColumns(kv, 0), new HeadColumns(kv, channels), queries, keys, heads, width, CancellationToken.None);

        var expected = cat([.. q.split(queries).Zip(kv.split(keys), Alone)]);
        Assert.Equal(type, actual.dtype);
        Assert.InRange(Golden.RelativeError(actual, expected), 0, tolerance);

        Tensor Alone(Tensor rows, Tensor others) => nn.functional.scaled_dot_product_attention(
            Heads(rows), Heads(others.narrow(1, 0, channels)), Heads(others.narrow(1, channels, channels))).transpose(1, 2).reshape(-1, channels);

        Tensor Heads(Tensor x) => x.to(ScalarType.Float64).view(1, -1, heads, width).transpose(1, 2);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_numbers_do_not_depend_on_the_number_of_threads(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var columns = new HeadColumns(randn([500, 80], generator: generator).to(type), 0);
        var threads = get_num_threads();
        var together = Attend();
        set_num_threads(1);
        try
        {
            Assert.Equal(together, Attend());
        }
        finally
        {
            set_num_threads(threads);
        }

        float[] Attend() => FlashAttention.Attend(columns, columns, columns, [300, 200], [300, 200], 2, 40, CancellationToken.None)
            .to(ScalarType.Float32).data<float>().ToArray();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Large_scores_do_not_overflow(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var q = full([3, 16], 300f, dtype: type);
        var k = cat([full([1, 16], -300f, dtype: type), full([1, 16], 300f, dtype: type)]);
        var v = cat([full([1, 16], 1f, dtype: type), full([1, 16], 2f, dtype: type)]);

        var attended = FlashAttention.Attend(new HeadColumns(q, 0), new HeadColumns(k, 0), new HeadColumns(v, 0), [3], [2], 1, 16, CancellationToken.None);

        Assert.All(attended.to(ScalarType.Float32).data<float>().ToArray(), number => Assert.Equal(2f, number));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_is_not_a_number_is_not_hidden(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var tokens = randn([100, 16]).to(type);
        tokens[50, 3] = float.NaN;
        var columns = new HeadColumns(tokens, 0);
        var attended = FlashAttention.Attend(columns, columns, columns, [100], [100], 1, 16, CancellationToken.None);
        Assert.True(attended.isnan().any().item<bool>());
    }

    [Fact]
    public void It_is_cancelled_between_blocks()
    {
        using var scope = NewDisposeScope();
        var columns = new HeadColumns(randn([1000, 16]), 0);
        Assert.ThrowsAny<OperationCanceledException>(
            () => FlashAttention.Attend(columns, columns, columns, [1000], [1000], 1, 16, new CancellationToken(canceled: true)));
    }
}

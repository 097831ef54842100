using CaToMe.Kernels;
using static TorchSharp.torch;

namespace CaToMe.Tests.Kernels;

public class FlashAttentionTests
{
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
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var channels = heads * width;
        var q = randn([queries.Sum(), channels], generator: generator) * 2;
        var kv = randn([keys.Sum(), 2 * channels], generator: generator);

        var actual = FlashAttention.Attend(
            new HeadColumns(q, 0), new HeadColumns(kv, 0), new HeadColumns(kv, channels), queries, keys, heads, width, CancellationToken.None);

        var expected = cat([.. q.split(queries).Zip(kv.split(keys), Alone)]);
        Assert.InRange(Golden.RelativeError(actual, expected), 0, 3e-6);

        Tensor Alone(Tensor rows, Tensor others) => nn.functional.scaled_dot_product_attention(
            Heads(rows), Heads(others.narrow(1, 0, channels)), Heads(others.narrow(1, channels, channels))).transpose(1, 2).reshape(-1, channels);

        Tensor Heads(Tensor x) => x.to(ScalarType.Float64).view(1, -1, heads, width).transpose(1, 2);
    }

    [Fact]
    public void Large_scores_do_not_overflow()
    {
        using var scope = NewDisposeScope();
        var q = full([3, 16], 300f);
        var k = cat([full([1, 16], -300f), full([1, 16], 300f)]);
        var v = cat([full([1, 16], 1f), full([1, 16], 2f)]);

        var attended = FlashAttention.Attend(new HeadColumns(q, 0), new HeadColumns(k, 0), new HeadColumns(v, 0), [3], [2], 1, 16, CancellationToken.None);

        Assert.All(attended.data<float>().ToArray(), number => Assert.Equal(2f, number));
    }

    [Fact]
    public void What_is_not_a_number_is_not_hidden()
    {
        using var scope = NewDisposeScope();
        var tokens = randn([100, 16]);
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

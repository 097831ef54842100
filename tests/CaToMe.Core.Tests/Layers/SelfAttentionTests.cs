using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Layers;

public class SelfAttentionTests
{
    private const int Channels = 8;

    [Fact]
    public void Queries_apart_from_keys_and_values_give_what_the_fused_product_gives()
    {
        using var scope = NewDisposeScope();
        using var reader = new WeightReader(new HashedWeights(""), CPU, ScalarType.Float32);
        var attention = new SelfAttention(reader, Channels, heads: 2);
        var tokens = PackedTokens.Of(randn(2, 6, Channels));

        Assert.InRange(
            Golden.RelativeError(attention.Forward(tokens, tokens, CancellationToken.None), attention.Forward(tokens, null, CancellationToken.None)),
            0, 1e-6);
    }

    [Fact]
    public void Samples_of_different_length_attend_each_to_its_own_tokens()
    {
        using var scope = NewDisposeScope();
        using var reader = new WeightReader(new HashedWeights(""), CPU, ScalarType.Float32);
        var attention = new SelfAttention(reader, Channels, heads: 2);
        var (first, second, fewer) = (randn(1, 5, Channels), randn(1, 5, Channels), randn(1, 3, Channels));
        var queries = PackedTokens.Of(cat([first, second]));
        var others = new PackedTokens(cat([second[0], fewer[0]]), [5, 3]); // [8, C]

        var together = attention.Forward(queries, others, CancellationToken.None);
        var apart = cat([Alone(first, second), Alone(second, fewer)]);

        Assert.InRange(Golden.RelativeError(together, apart), 0, 1e-6);

        Tensor Alone(Tensor sample, Tensor other) => attention.Forward(PackedTokens.Of(sample), PackedTokens.Of(other), CancellationToken.None);
    }
}

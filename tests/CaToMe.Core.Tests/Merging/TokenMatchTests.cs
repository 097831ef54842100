using CaToMe.Merging;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Tests.Merging;

public class TokenMatchTests
{
    private static readonly TokenSplit Halves = TokenSplit.Of(new TokenGrid(16, 16, 1), 2, 2);

    private static PlacedSplit Split => Halves.On(CPU);

    public static TheoryData<ScalarType> Types => [ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16];

    [Theory]
    [MemberData(nameof(Types))]
    public void Similarities_of_any_type_are_those_of_the_same_tokens_in_float32(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var tokens = Tokens().to(type);
        using var match = TokenMatch.Compute(tokens, Split);
        using var expected = TokenMatch.Compute(tokens.to(ScalarType.Float32), Split);
        Assert.Equal(expected.Similarities.data<float>().ToArray(), match.Similarities.data<float>().ToArray());
        Assert.Equal(expected.Order.data<long>().ToArray(), match.Order.data<long>().ToArray());
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Near_thresholds_merge_different_numbers_of_tokens(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var match = TokenMatch.Compute(Tokens().to(type), Split);
        int[] counts = [.. new[] { 0.92, 0.9205, 0.9225 }.Select(threshold => (int)match.CountAtLeast(threshold).sum().item<long>())];
        Assert.True(counts[0] > counts[1] && counts[1] > counts[2], string.Join(", ", counts));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Zero_vectors_have_the_similarity_0_and_do_not_spread(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var whole = TokenMatch.Compute(zeros([1, 256, 8], type), Split);
        Assert.All(whole.Similarities.data<float>().ToArray(), similarity => Assert.Equal(0, similarity));

        var tokens = Tokens().to(type);
        tokens.index_fill_(1, tensor(new[] { Halves.Destinations[3], Halves.Sources[5] }), 0);
        using var match = TokenMatch.Compute(tokens, Split);
        Assert.All(match.Similarities.data<float>().ToArray(), similarity => Assert.InRange(similarity, 0, 1.0001));
    }

    [Fact]
    public void Tokens_of_tiny_numbers_are_no_more_similar_than_1()
    {
        using var scope = NewDisposeScope();
        using var match = TokenMatch.Compute(Tokens() * 1e-30, Split);
        Assert.All(match.Similarities.data<float>().ToArray(), similarity => Assert.InRange(similarity, -1.0001, 1.0001));
    }

    [Fact]
    public void The_published_code_has_no_number_for_a_zero_vector()
    {
        using var scope = NewDisposeScope();
        using var match = TokenMatch.Compute(zeros(1, 256, 8), Split, guardZero: false);
        Assert.True(match.Similarities.isnan().all().item<bool>());
    }

    /// <summary>Tokens whose similarities lie close together, many around 0.92.</summary>
    private static Tensor Tokens()
    {
        using var generator = new Generator(3, CPU);
        return randn([4, 256, 8], generator: generator) + randn([4, 1, 8], generator: generator).mul(1.7);
    }
}

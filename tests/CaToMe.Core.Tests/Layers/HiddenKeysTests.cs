using CaToMe.Layers;
using static TorchSharp.torch;

namespace CaToMe.Tests.Layers;

/// <summary>Padded samples with hidden slots, by libtorch's attention.</summary>
public class HiddenKeysTests
{
    private const int Heads = 2;

    /// <summary>Types, and widths of a head: those of SD 1.5, SD 2 and the embedded model.</summary>
    public static TheoryData<ScalarType, int> Heads_of_models()
    {
        var data = new TheoryData<ScalarType, int>();
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16 })
        {
            foreach (var width in new[] { 40, 48, 64, 160 })
            {
                data.Add(type, width);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Heads_of_models))]
    public void What_lies_in_hidden_slots_changes_no_bit(ScalarType type, int width)
    {
        using var scope = NewDisposeScope();
        var (tokens, hidden) = Samples(width, slots: 30);
        var others = tokens.where(hidden.eq(0).unsqueeze(1), tokens + 100); // also what weighs most where it is not hidden
        Assert.Equal(Values(Attend(tokens, tokens.to(type), hidden)), Values(Attend(tokens, others.to(type), hidden)));

        Tensor Attend(Tensor queries, Tensor keys, Tensor hides) => Padded(queries.to(type), keys, hides, width, upcast: false);
    }

    [Theory]
    [MemberData(nameof(Heads_of_models))]
    public void Attention_is_that_of_the_tokens_which_are_not_hidden(ScalarType type, int width)
    {
        using var scope = NewDisposeScope();
        var (tokens, hidden) = Samples(width, slots: 30);
        Assert.InRange(ErrorOf(tokens.to(type), hidden, width, upcast: false), 0, type == ScalarType.Float32 ? 1e-5 : type == ScalarType.Float16 ? 4e-3 : 3e-2);
    }

    /// <summary>Kernels go through the keys block by block: one whose keys are all hidden comes first.</summary>
    [Fact]
    public void A_thousand_hidden_slots_may_come_first()
    {
        using var scope = NewDisposeScope();
        var (tokens, hidden) = Samples(40, slots: 1100);
        hidden.view(2, -1)[0].narrow(0, 0, 1090).fill_(1);
        Assert.InRange(ErrorOf(tokens, hidden, 40, upcast: false), 0, 1e-5);
    }

    /// <summary>SD 2.1: scores far beyond float16, computed in float32.</summary>
    [Fact]
    public void Scores_that_float16_cannot_hold_hide_nothing_else()
    {
        using var scope = NewDisposeScope();
        var (tokens, hidden) = Samples(64, slots: 30);
        var large = (tokens * 60).to(ScalarType.Float16);
        Assert.InRange(ErrorOf(large, hidden, 64, upcast: true), 0, 4e-3);
    }

    /// <summary>Against float32 attention of each sample's own tokens alone, for the queries that hold a token.</summary>
    private static double ErrorOf(Tensor tokens, Tensor hidden, int width, bool upcast)
    {
        var padded = Padded(tokens, tokens, hidden, width, upcast).to(ScalarType.Float32).view(2, -1, Heads * width);
        var columns = tokens.to(ScalarType.Float32).view(2, -1, 3, Heads, width).permute(0, 2, 3, 1, 4); // [B, 3, heads, L, d]
        return Enumerable.Range(0, 2).Max(sample =>
        {
            var used = hidden.view(2, -1)[sample].eq(0).nonzero().flatten();
            var own = columns[sample].index_select(2, used);
            var expected = nn.functional.scaled_dot_product_attention(own[0], own[1], own[2]).transpose(0, 1).flatten(1);
            return Golden.RelativeError(padded[sample].index_select(0, used), expected);
        });
    }

    private static Tensor Padded(Tensor queries, Tensor keys, Tensor hidden, int width, bool upcast)
    {
        var lengths = new[] { queries.shape[0] / 2, queries.shape[0] / 2 };
        return new MultiHead(Heads * width, Heads, upcast)
            .ByLibTorch(new PackedTokens(queries, lengths), new PackedTokens(keys, lengths) { Hidden = hidden }, CancellationToken.None);
    }

    /// <summary>Queries, keys and values of two samples, [2 L, 3 C]; a third of the slots hidden, others in each sample.</summary>
    private static (Tensor Tokens, Tensor Hidden) Samples(int width, int slots)
    {
        using var generator = new Generator(1, CPU);
        var hidden = arange(2 * slots, ScalarType.Int64).remainder(3).eq(0).to(ScalarType.Float32);
        return (randn([2 * slots, 3 * Heads * width], generator: generator), hidden);
    }

    private static float[] Values(Tensor tensor) => tensor.to(ScalarType.Float32).contiguous().data<float>().ToArray();
}

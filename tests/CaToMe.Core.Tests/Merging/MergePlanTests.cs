using CaToMe.Merging;
using CaToMe.UNet;
using CsCheck;
using static TorchSharp.torch;

namespace CaToMe.Tests.Merging;

public class MergePlanTests
{
    /// <summary>Any grid, stride, batch, channels, seed and share of sources.</summary>
    private static readonly Gen<Sample> Samples =
        from height in Gen.Int[1, 12]
        from width in Gen.Int[1, 12]
        from strideX in Gen.Int[1, 4]
        from strideY in Gen.Int[1, 4]
        from batch in Gen.Int[1, 3]
        from seed in Gen.Int[0, 1000]
        from shares in Gen.Double[0, 1].Array[3]
        from random in Gen.Bool
        where height >= strideY && width >= strideX
        select new Sample(new TokenGrid(height, width, 1), strideX, strideY, batch, seed, shares, random);

    [Fact]
    public void Every_token_is_a_source_or_a_destination_and_each_cell_has_one_destination() => Samples.Sample(s =>
    {
        var split = s.Split();
        Assert.Equal(Enumerable.Range(0, s.Grid.Tokens).Select(i => (long)i), split.Sources.Concat(split.Destinations).Order());
        Assert.Equal(s.Grid.Height / s.StrideY * (s.Grid.Width / s.StrideX), split.Destinations.Length);
        Assert.Equal(
            split.Destinations.Length,
            split.Destinations.Select(d => (d / s.Grid.Width / s.StrideY, d % s.Grid.Width / s.StrideX)).Distinct().Count());
    });

    [Theory]
    [InlineData(new[] { 13, 0 }, ScalarType.Float32, "0 to 12")]
    [InlineData(new[] { 0, -1 }, ScalarType.Float32, "0 to 12")]
    [InlineData(new[] { 1 }, ScalarType.Float32, "2 samples")]
    [InlineData(new int[0], ScalarType.Float32, "2 samples")]
    [InlineData(new[] { 1, 1 }, ScalarType.Int64, "floating-point")]
    public void Counts_and_types_that_no_plan_can_have_are_named(int[] counts, ScalarType dtype, string expected)
    {
        using var scope = NewDisposeScope();
        using var match = TokenMatch.Compute(randn(2, 16, 3), TokenSplit.Of(new TokenGrid(4, 4, 1), 2, 2, null).On(CPU));
        Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(() => PackedPlan.Create(match, counts, dtype)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unmerging_gives_every_token_the_mean_of_the_tokens_it_was_merged_with() => Samples.Sample(s =>
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)s.Seed, CPU);
        var x = randn([s.Batch, s.Grid.Tokens, 3], generator: generator);
        using var match = TokenMatch.Compute(x, s.Split().On(CPU));
        var counts = s.Counts((int)match.Sources.shape[0]);
        var expected = ExpectedMeans(x, match.Pairs(counts, new ReadBack()));
        foreach (var plan in Plans(match, counts))
        {
            Assert.InRange((plan.Unmerge(plan.Merge(x).Values) - expected).abs().max().item<float>(), 0, 1e-5);
        }
    });

    [Fact]
    public void Packed_plans_leave_each_sample_its_own_tokens_and_padded_ones_hide_the_slots_that_hold_none() => Samples.Sample(s =>
    {
        using var scope = NewDisposeScope();
        using var match = TokenMatch.Compute(randn(s.Batch, s.Grid.Tokens, 3), s.Split().On(CPU));
        var counts = s.Counts((int)match.Sources.shape[0]);
        var left = counts.Select(count => (long)(s.Grid.Tokens - count)).ToList();
        var merged = Plans(match, counts).Select(plan => plan.Merge(ones(s.Batch, s.Grid.Tokens, 3)))
            .Select(tokens => tokens with { Hidden = tokens.Hidden?.clone() }).ToList();

        Assert.Equal(left, merged[0].Lengths);
        Assert.Equal(Enumerable.Repeat(left.Max(), s.Batch), merged[1].Lengths);
        Assert.Equal(Enumerable.Repeat((long)s.Grid.Tokens, s.Batch), merged[2].Lengths);
        Assert.Equal(left.Distinct().Count() == 1, merged[1].Hidden is null);
        foreach (var tokens in merged)
        {
            Assert.Equal(tokens.Lengths.Sum(), tokens.Values.shape[0]);
            var holds = tokens.Hidden is { } hidden ? 1 - hidden : ones(tokens.Values.shape[0]);
            Assert.Equal(left.Select(n => (float)n), holds.split([.. tokens.Lengths]).Select(slots => slots.sum().item<float>()));
            Assert.InRange((tokens.Values - holds.unsqueeze(1)).abs().max().item<float>(), 0, 1e-6); // the mean of ones is 1; nothing is 0
        }
    });

    [Fact]
    public void Tokens_that_take_no_part_in_a_merge_come_back_to_the_bit() => Samples.Sample(s =>
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)s.Seed, CPU);
        var x = randn([s.Batch, s.Grid.Tokens, 2], generator: generator);
        using var match = TokenMatch.Compute(x, s.Split().On(CPU));
        var counts = s.Counts((int)match.Sources.shape[0]);
        var allPairs = match.Pairs(counts, new ReadBack());
        foreach (var (plan, sample) in Plans(match, counts).SelectMany(plan => Enumerable.Range(0, s.Batch).Select(sample => (plan, sample))))
        {
            var (pairs, unmerged) = (allPairs[sample], plan.Unmerge(plan.Merge(x).Values));
            var touched = pairs.SelectMany(p => new[] { p.Source, p.Destination }).ToHashSet();
            var others = Enumerable.Range(0, s.Grid.Tokens).Where(t => !touched.Contains(t)).Select(t => (long)t).ToArray();
            Assert.True(
                others.Length == 0
                || unmerged[sample].index_select(0, tensor(others)).eq(x[sample].index_select(0, tensor(others))).all().item<bool>());
        }
    });

    [Fact]
    public void The_most_similar_sources_are_merged_and_none_below_the_threshold() => Samples.Sample(s =>
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)s.Seed, CPU);
        var x = randn([s.Batch, s.Grid.Tokens, 3], generator: generator);
        using var match = TokenMatch.Compute(x, s.Split().On(CPU));
        var threshold = (2 * s.Shares[0]) - 1;
        var counts = match.CountAtLeast(threshold).data<long>();
        for (var sample = 0; sample < s.Batch; sample++)
        {
            var similarities = match.Similarities[sample].data<float>().ToArray();
            Assert.Equal(similarities.OrderDescending(), similarities);
            Assert.Equal(similarities.Count(v => v >= (float)threshold), counts[sample]);
        }
    });

    /// <summary>Packed, padded, and padded where the device alone knows the counts; disposed of after the last.</summary>
    private static IEnumerable<IMergePlan> Plans(TokenMatch match, int[] counts)
    {
        using var onDevice = tensor(counts.Select(count => (long)count).ToArray());
        using var packed = PackedPlan.Create(match, counts, ScalarType.Float32);
        using var padded = PaddedPlan.Create(match, onDevice, counts, ScalarType.Float32);
        using var wide = PaddedPlan.Create(match, onDevice, known: null, ScalarType.Float32);
        yield return packed;
        yield return padded;
        yield return wide;
    }

    private static Tensor ExpectedMeans(Tensor x, IReadOnlyList<IReadOnlyList<(int Source, int Destination)>> pairs)
    {
        var expected = x.clone();
        for (var sample = 0; sample < pairs.Count; sample++)
        {
            foreach (var group in pairs[sample].GroupBy(p => p.Destination))
            {
                var members = group.Select(p => (long)p.Source).Append(group.Key).ToArray();
                expected[sample].index_copy_(
                    0, tensor(members),
                    x[sample].index_select(0, tensor(members)).mean([0], keepdim: true).expand(members.Length, -1));
            }
        }

        return expected;
    }

    private sealed record Sample(TokenGrid Grid, int StrideX, int StrideY, int Batch, int Seed, double[] Shares, bool Random)
    {
        internal TokenSplit Split()
        {
            using var generator = new Generator((ulong)Seed, CPU);
            return TokenSplit.Of(Grid, StrideX, StrideY, Random ? TokenSplit.DrawPositions(Grid, StrideX, StrideY, generator) : null);
        }

        internal int[] Counts(int sources) => [.. Shares.Take(Batch).Select(share => (int)(share * sources))];
    }
}

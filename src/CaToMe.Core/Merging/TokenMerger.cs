using CaToMe.Reuse;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>
/// Merging during one run: keeps each block's plan, and at checkpoint calls computes it anew (CA-ToMe, algorithm 1).
/// </summary>
/// <param name="options">How tokens are merged; valid.</param>
/// <param name="session">The kept plans and the generator.</param>
/// <param name="policy">Decides when plans are computed.</param>
/// <param name="recorder">Is told what each block does.</param>
internal sealed class TokenMerger(MergeOptions options, MergeSession session, IReusePolicy policy, MergeRecorder recorder) : IInterceptor
{
    private readonly EveryToken whole = new();
    private readonly ITokenMatching matching = new AllPairsMatching(guardZero: !options.ReferenceCompatible);
    private int call;

    public void BeginCall(int number) => call = number;

    public IBlockInterceptor Enter(BlockSite site, Tensor x)
    {
        if (site.Grid.Downsample > options.MaxDownsample || options.LeavesAllOut())
        {
            return whole;
        }

        // Plans are kept under the block's name; blocks that are to share one would have one name here.
        var (plan, computed) = session.Plans.Get(site.Name, policy.Computes(site.Name, call), () => Compute(site, x));
        recorder.Add(site, call, plan?.MergedPerSample ?? new int[x.shape[0]], computed);
        return plan is null ? whole : new MergedBlock(plan, options, whole);
    }

    private MergePlan? Compute(BlockSite site, Tensor tokens)
    {
        // tomesd: with an odd batch the prompted and the unprompted picture cannot share a batch, so nothing is random.
        var random = options.Destinations == DestinationChoice.Random && !(options.ReferenceCompatible && tokens.shape[0] % 2 == 1);
        return MergesNothing(site.Grid)
            ? null
            : Plan(tokens, site.Grid, random ? TokenSplit.DrawPositions(site.Grid, options.StrideX, options.StrideY, session.Generator) : null);
    }

    /// <summary>Matches and plans.</summary>
    /// <param name="tokens">[B, N, C].</param>
    /// <param name="grid">How they lie.</param>
    /// <param name="positions">Which token of each cell is the destination; null: the first.</param>
    /// <returns>The plan, which the caller owns; null where nothing is merged.</returns>
    internal MergePlan? Plan(Tensor tokens, TokenGrid grid, IReadOnlyList<long>? positions)
    {
        var split = TokenSplit.Of(grid, options.StrideX, options.StrideY, positions);
        if (split.Destinations.Length == 0)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        using var match = matching.Match(tokens, options.ReferenceCompatible ? split.InPublishedOrder() : split);
        var counts = Counts(match, grid);
        var plan = counts.Any(c => c > 0) || options.ReferenceCompatible ? MergePlan.Create(match, counts, tokens.dtype) : null;
        recorder.Detail(match, plan);
        return plan;
    }

    /// <summary>How many sources each sample merges.</summary>
    private int[] Counts(TokenMatch match, TokenGrid grid)
    {
        var batch = (int)match.Order.shape[0];
        if (options.Method == MergeMethod.ToMe)
        {
            return [.. Enumerable.Repeat(Math.Min(ShareOf(grid), (int)match.Sources.shape[0]), batch)];
        }

        var counts = match.CountAtLeast(options.EffectiveThreshold);
        return options.ReferenceCompatible ? [.. Enumerable.Repeat(counts.Max(), batch)] : counts;
    }

    private bool MergesNothing(TokenGrid grid) =>
        options.Method == MergeMethod.ToMe ? ShareOf(grid) == 0 : options.EffectiveThreshold >= 1 && options.ReferenceCompatible;

    private int ShareOf(TokenGrid grid) => (int)(grid.Tokens * options.Ratio);
}

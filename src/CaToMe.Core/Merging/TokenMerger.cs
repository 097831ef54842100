using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>
/// Merging during one run: asks the cache for a block's plan, and at checkpoint calls computes it (CA-ToMe, algorithm 1).
/// </summary>
internal sealed class TokenMerger : ITokenMerger
{
    private readonly MergeOptions options;
    private readonly MergeSession session;
    private readonly IReadOnlySet<int> checkpoints;
    private readonly MergeRecorder recorder;
    private int call;

    /// <param name="options">How tokens are merged; valid.</param>
    /// <param name="session">The cache and the generator.</param>
    /// <param name="totalCalls">U-Net calls of the run.</param>
    /// <param name="recorder">Is told what each block does.</param>
    internal TokenMerger(MergeOptions options, MergeSession session, int totalCalls, MergeRecorder recorder)
    {
        this.options = options;
        this.session = session;
        this.recorder = recorder;
        checkpoints = options.ReferenceCompatible
            ? options.EffectiveCheckpoints.InPublishedCode(totalCalls)
            : options.EffectiveCheckpoints.For(totalCalls);
    }

    /// <summary>Says which U-Net call comes next.</summary>
    /// <param name="number">Its number, from 0.</param>
    internal void BeginCall(int number) => call = number;

    public BlockPlans PlansFor(BlockSite site, Tensor tokens)
    {
        if (site.Grid.Downsample > options.MaxDownsample || options.LeavesAllOut())
        {
            return default;
        }

        var (plan, computed) = session.Cache.Get(site.Name, checkpoints.Contains(call), () => Compute(site, tokens));
        recorder.Add(site, call, plan?.MergedPerSample ?? new int[tokens.shape[0]], computed);
        return new BlockPlans(options.SelfAttention ? plan : null, options.CrossAttention ? plan : null, options.Mlp ? plan : null);
    }

    private MergePlan? Compute(BlockSite site, Tensor tokens)
    {
        // tomesd: with an odd batch the prompted and the unprompted picture cannot share a batch, so nothing is random.
        var random = options.Destinations == DestinationChoice.Random && !(options.ReferenceCompatible && tokens.shape[0] % 2 == 1);
        return MergesNothing(site.Grid)
            ? null
            : Plan(tokens, site.Grid, random ? site.Grid.DrawDestinations(options.StrideX, options.StrideY, session.Generator) : null);
    }

    /// <summary>Matches and plans.</summary>
    /// <param name="tokens">[B, N, C].</param>
    /// <param name="grid">How they lie.</param>
    /// <param name="destinations">Which token of each cell is the destination; null: the first.</param>
    /// <returns>The plan, which the caller owns; null where nothing is merged.</returns>
    internal MergePlan? Plan(Tensor tokens, TokenGrid grid, IReadOnlyList<long>? destinations)
    {
        var split = grid.Split(options.StrideX, options.StrideY, destinations);
        if (split.Destinations.Length == 0)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        using var match = TokenMatch.Compute(tokens, options.ReferenceCompatible ? split.InPublishedOrder() : split, guardZero: !options.ReferenceCompatible);
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

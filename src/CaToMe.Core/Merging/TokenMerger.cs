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
/// <param name="form">The form of plans; null: what suits the tokens' device.</param>
internal sealed class TokenMerger(
    MergeOptions options, MergeSession session, IReusePolicy policy, MergeRecorder recorder, PlanForm? form = null) : IInterceptor
{
    private readonly EveryToken whole = new();
    private readonly ITokenMatching matching = new AllPairsMatching(guardZero: !options.ReferenceCompatible);
    private readonly Dictionary<string, (int Call, int Samples)> planned = new(StringComparer.Ordinal); // when a block's plan was made, of how many samples
    private readonly List<EnteredBlock> entered = [];
    private readonly bool corrects = options is { Corrected: true, ReferenceCompatible: false } && options.EffectiveCheckpoints != CheckpointSchedule.EveryCall;
    private int call;

    /// <summary>What a block does in this call; its plan where the host does not know the counts yet.</summary>
    private readonly record struct EnteredBlock(BlockSite Site, IReadOnlyList<int> MergedPerSample, bool Computed, MatchDetail? Detail, OpenPlan? Open);

    public void BeginCall(int number)
    {
        call = number;
        entered.Clear();
    }

    public IBlockInterceptor Enter(BlockSite site, Tensor x)
    {
        if (site.Grid.Downsample > options.MaxDownsample || options.LeavesAllOut())
        {
            return whole;
        }

        // Plans are kept under the block's name; blocks that are to share one would have one name here.
        var samples = (int)x.shape[0];
        MatchDetail? detail = null;
        var (plan, computed) = session.Plans.Get(site.Name, Computes(site.Name, samples), () =>
        {
            planned[site.Name] = (call, samples);
            (var made, detail) = Compute(site, x);
            return made;
        });
        var own = plan?.OfLast(samples);
        entered.Add(new EnteredBlock(site, own?.MergedPerSample ?? new int[samples], computed, detail, own as OpenPlan));
        IBlockInterceptor merged = own is null ? whole : new MergedBlock(own, options, whole);
        return own is null || !corrects ? merged : new CorrectedBlock(merged, whole, session.Losses, site.Name, computed);
    }

    /// <summary>
    /// Whether a block makes a plan now. A call that has the samples with the prompt alone makes none: it uses a part of the plan of both halves,
    /// and a checkpoint there moves to the next call that has both.
    /// </summary>
    private bool Computes(string site, int samples) => planned.TryGetValue(site, out var last)
        ? samples > last.Samples || (samples == last.Samples && policy.Computes(site, last.Call, call))
        : policy.Computes(site, -1, call);

    public void EndCall()
    {
        ClosePlans();
        foreach (var block in entered)
        {
            recorder.Add(new BlockCall(block.Site.Name, recorder.CallsBefore + call, block.Site.Grid.Tokens, block.MergedPerSample, block.Computed)
            {
                Pairs = block.Detail?.Pairs,
                Similarities = block.Detail?.Similarities,
            });
        }

        entered.Clear();
    }

    /// <summary>Where counts are on the device: those of all blocks are read together, and each plan gets as many slots as it needs.</summary>
    private void ClosePlans()
    {
        var open = Enumerable.Range(0, entered.Count).Where(i => entered[i].Open is not null).ToList();
        if (open.Count == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var counts = session.Reads.Of<long>(cat([.. open.Select(i => entered[i].Open!.Counts)])).Select(count => (int)count); // of [blocks B]
        foreach (var (i, own) in open.Zip(counts.Chunk(entered[open[0]].MergedPerSample.Count)))
        {
            var (block, plan) = (entered[i], entered[i].Open!);
            entered[i] = block with { MergedPerSample = own, Detail = block.Computed ? recorder.Detail(plan.Match, own, session.Reads) : null };
            session.Plans.Replace(block.Site.Name, MergesAny(own) ? plan.Close(own) : null);
        }
    }

    private (IMergePlan? Plan, MatchDetail? Detail) Compute(BlockSite site, Tensor tokens)
    {
        // tomesd: with an odd batch the prompted and the unprompted picture cannot share a batch, so nothing is random.
        var random = options.Destinations == DestinationChoice.Random && !(options.ReferenceCompatible && tokens.shape[0] % 2 == 1);
        return MergesNothing(site.Grid)
            ? (null, null)
            : Plan(tokens, site.Grid, random ? TokenSplit.DrawPositions(site.Grid, options.StrideX, options.StrideY, session.Generator) : null);
    }

    /// <summary>Matches and plans.</summary>
    /// <param name="tokens">[B, N, C].</param>
    /// <param name="grid">How they lie.</param>
    /// <param name="positions">Which token of each cell is the destination; null: the first.</param>
    /// <returns>The plan, which the caller owns, null where nothing is merged; and on request what was matched, where it is known yet.</returns>
    internal (IMergePlan? Plan, MatchDetail? Detail) Plan(Tensor tokens, TokenGrid grid, IReadOnlyList<long>? positions)
    {
        using var scope = NewDisposeScope();
        var split = positions is null ? session.Split(grid, tokens.device, () => Split(grid, null)) : Split(grid, positions).On(tokens.device);
        if (split.Destinations.shape[0] == 0)
        {
            return (null, null);
        }

        var match = matching.Match(tokens, split);
        var counts = Counts(match, grid); // [B]
        var isPadded = (form ?? PlanForms.On(tokens.device)) == PlanForm.Padded;
        if (isPadded && options.Method == MergeMethod.CaToMe)
        {
            return (new OpenPlan(match, counts, tokens.dtype), null);
        }

        using (match)
        {
            int[] known = options.Method == MergeMethod.ToMe
                ? [.. Enumerable.Repeat(ShareOf(match, grid), (int)tokens.shape[0])]
                : [.. session.Reads.Of<long>(counts).Select(count => (int)count)];
            IMergePlan? plan = !MergesAny(known) ? null
                : isPadded ? PaddedPlan.Create(match, counts, known, tokens.dtype)
                : PackedPlan.Create(match, known, tokens.dtype);
            return (plan, recorder.Detail(match, known, session.Reads));
        }
    }

    private TokenSplit Split(TokenGrid grid, IReadOnlyList<long>? positions)
    {
        var split = TokenSplit.Of(grid, options.StrideX, options.StrideY, positions);
        return options.ReferenceCompatible ? split.InPublishedOrder() : split;
    }

    /// <summary>How many sources each sample merges: [B], on the match's device.</summary>
    private Tensor Counts(TokenMatch match, TokenGrid grid)
    {
        var batch = match.Order.shape[0];
        if (options.Method == MergeMethod.ToMe)
        {
            return full([batch], ShareOf(match, grid), ScalarType.Int64, match.Order.device);
        }

        var counts = match.CountAtLeast(options.EffectiveThreshold);
        return options.ReferenceCompatible ? counts.max().expand(batch) : counts;
    }

    private bool MergesNothing(TokenGrid grid) =>
        options.Method == MergeMethod.ToMe ? ShareOf(grid) == 0 : options.EffectiveThreshold >= 1 && options.ReferenceCompatible;

    /// <summary>Whether a plan is kept. The published code has one even where it merges nothing.</summary>
    private bool MergesAny(IReadOnlyList<int> counts) => options.ReferenceCompatible || counts.Any(count => count > 0);

    private int ShareOf(TokenGrid grid) => (int)(grid.Tokens * options.Ratio);

    private int ShareOf(TokenMatch match, TokenGrid grid) => Math.Min(ShareOf(grid), (int)match.Sources.shape[0]);
}

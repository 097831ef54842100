using CaToMe.Denoising;
using CaToMe.Merging;
using CaToMe.Reuse;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Documents.Others;

/// <summary>CA-ToMe with another rule for checkpoints or destinations.</summary>
/// <param name="options">How tokens are merged.</param>
internal abstract class OwnPlans(MergeOptions options) : IInterceptor, IUneven, IDisposable
{
    private readonly MergeSession session = new(seed: 42);
    private readonly EveryToken whole = new();
    private readonly Dictionary<string, IMergePlan?> plans = new(StringComparer.Ordinal);

    private readonly HashSet<int> computing = [];

    private protected int Call { get; private set; }

    public bool DidMore(int call) => computing.Contains(call);

    public void BeginCall(int call) => Call = call;

    public IBlockInterceptor Enter(BlockSite site, Tensor x)
    {
        if (site.Grid.Downsample > options.MaxDownsample)
        {
            return whole;
        }

        if (!plans.TryGetValue(site.Name, out var plan) || Computes(site, x))
        {
            plan?.Dispose();
            computing.Add(Call);
            var merger = new TokenMerger(options, session, new ListedCalls(new HashSet<int>()), new MergeRecorder(false), PlanForm.Packed);
            plans[site.Name] = plan = merger.Plan(x, site.Grid, PositionsIn(site.Grid)).Plan;
        }

        return plan is null ? whole : new MergedBlock(plan, options, whole);
    }

    public void EndCall()
    {
    }

    public virtual void Dispose()
    {
        session.Dispose();
        foreach (var plan in plans.Values)
        {
            plan?.Dispose();
        }
    }

    /// <summary>Whether a block computes its pairs anew in this call.</summary>
    private protected abstract bool Computes(BlockSite site, Tensor x);

    /// <summary>Which token of each cell is the destination; null: the first.</summary>
    private protected virtual IReadOnlyList<long>? PositionsIn(TokenGrid grid) => null;
}

/// <summary>A block computes its pairs anew when its tokens have turned away from those that they were computed of, by a mean cosine distance.</summary>
/// <param name="options">How tokens are merged.</param>
/// <param name="most">The distance.</param>
internal sealed class DriftCheckpoints(MergeOptions options, double most) : OwnPlans(options)
{
    private readonly Dictionary<string, Tensor> seen = new(StringComparer.Ordinal);

    public override void Dispose()
    {
        base.Dispose();
        foreach (var tokens in seen.Values)
        {
            tokens.Dispose();
        }
    }

    private protected override bool Computes(BlockSite site, Tensor x)
    {
        using var scope = NewDisposeScope();
        if (seen.TryGetValue(site.Name, out var before) && 1 - nn.functional.cosine_similarity(x, before, dim: 2).mean().item<float>() <= most)
        {
            return false;
        }

        before?.Dispose();
        seen[site.Name] = x.clone().DetachFromDisposeScope();
        return true;
    }
}

/// <summary>
/// The destination of a cell is its most important token: where guidance changed most in the call before (importance-based merging, arXiv 2411.16720).
/// </summary>
/// <param name="options">How tokens are merged, checkpoints among it.</param>
/// <param name="calls">Calls of the run.</param>
internal sealed class ImportantDestinations(MergeOptions options, int calls) : OwnPlans(options)
{
    private readonly IReadOnlySet<int> checkpoints = options.EffectiveCheckpoints.For(calls);
    private Tensor? importance; // [h, w]

    public override void Dispose()
    {
        base.Dispose();
        importance?.Dispose();
    }

    /// <summary>The U-Net, watched.</summary>
    internal IDenoiser Watch(IDenoiser unet) => new Watched(unet, this);

    private protected override bool Computes(BlockSite site, Tensor x) => checkpoints.Contains(Call);

    private protected override IReadOnlyList<long>? PositionsIn(TokenGrid grid)
    {
        if (importance is null || importance.shape[0] != grid.Height || importance.shape[1] != grid.Width)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var cells = importance.view(grid.Height / 2, 2, grid.Width / 2, 2).permute(0, 2, 1, 3).reshape(-1, 4); // [cells, 4]
        return cells.argmax(1).data<long>().ToArray();
    }

    private sealed class Watched(IDenoiser unet, ImportantDestinations destinations) : IDenoiser
    {
        public Tensor Predict(Tensor latents, int call)
        {
            using var scope = NewDisposeScope();
            var prediction = unet.Predict(latents, call);
            var halves = prediction.chunk(2);
            destinations.importance?.Dispose();
            destinations.importance = (halves[1] - halves[0]).abs().sum([0, 1]).DetachFromDisposeScope();
            return prediction.MoveToOuterDisposeScope();
        }
    }
}

using CaToMe.Denoising;
using CaToMe.Documents.Others;
using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.Sampling;
using CaToMe.Tuning;
using CaToMe.UNet;

namespace CaToMe.Documents;

/// <summary>A way of taking less time for a picture, with one of the values that it can have.</summary>
/// <param name="Kind">What it leaves out.</param>
/// <param name="Detail">How much of it.</param>
/// <param name="Steps">Sampling steps.</param>
internal sealed record ReuseSetting(string Kind, string Detail, int Steps)
{
    private const string Sampler = "dpm++2m";

    /// <summary>Fewer steps and nothing else: what all others are compared with.</summary>
    private const string Plain = "fewer steps";

    private static readonly MergeOptions Whole = MergeOptions.Parse("catome:0.92");

    private MergeOptions Merge { get; init; } = MergeOptions.None;

    private Func<GenerationRequest, GenerationRequest> Leave { get; init; } = request => request;

    private Func<IDenoiser, DiscreteScheduler, IDenoiser>? AroundUNet { get; init; }

    private Func<IInterceptor, IInterceptor>? AroundMerging { get; init; }

    internal bool IsPlain => Kind == Plain;

    /// <summary>All that are measured, kind by kind.</summary>
    internal static IReadOnlyList<ReuseSetting> All { get; } =
    [
        .. At([5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20], n => new(Plain, "", n)),
        .. At([9, 10, 12], n => Merging("ToMe", n, "tome:0.5")),
        .. At([9, 10, 12], n => Merging("CA-ToMe, every call", n, "catome:0.92@all")),
        .. At([9, 10, 12, 14], n => Merging("CA-ToMe", n, "catome:0.92@every-3")),
        .. At([10, 12, 14, 16], n => Merging("CA-ToMe", n, "catome:0.95@every-3")),
        .. At([12, 14, 16], n => Merging("CA-ToMe, corrected", n, "catome:0.92@every-3 corrected")),
        .. At([10, 12], n => Merging("CA-ToMe, cells of 4 x 4, corrected", n, "catome:0.92@every-3 stride=4x4 corrected")),
        .. At([10, 12], n => Merging("CA-ToMe, one plan for all blocks", n, "catome:0.92@every-3") with { AroundMerging = inner => new SharedPlan(inner) }),
        .. At([9, 12], n => Merging("CA-ToMe, not in the first two calls", n, "catome:0.92@every-3") with
        {
            AroundMerging = inner => new SomeCalls(inner, call => call >= 2),
        }),
        .. At([9, 12], n => Merging("CA-ToMe, not in the last two calls", n, "catome:0.92@every-3") with
        {
            AroundMerging = inner => new SomeCalls(inner, call => call < n - 2),
        }),
        .. At([8, 10, 12, 14], n => Merging("CA-ToMe, keys alone", n, "catome:0.5@every-3 keys")),
        .. At([10, 12, 16], n => Merging("CA-ToMe, keys alone", n, "catome:0.5@all keys")),
        .. At([12, 16], n => Merging("CA-ToMe, keys alone", n, "catome:0.5@every-3 keys corrected")),
        .. At([10, 12], n => Merging("CA-ToMe, attention in proportion (time is not its own)", n, "catome:0.92@every-3") with
        {
            AroundMerging = inner => new InProportion(inner),
        }),
        .. At([9, 10, 12], n => Replaced("CA-ToMe, checkpoints by drift", "0.92, drift 0.05", n, () => new DriftCheckpoints(Whole, 0.05))),
        .. At([9, 10, 12], n => Replaced("CA-ToMe, checkpoints by drift", "0.92, drift 0.1", n, () => new DriftCheckpoints(Whole, 0.1))),
        .. At([10, 12], Important),
        .. At([10, 12], n => Replaced("merging by attention weights (ToMA)", "every third call", n, () => new AttentionMerging(20, 3))),
        .. At([10, 12, 14], n => new("guidance continued", "in the last two calls", n)
        {
            Leave = request => request with { GuidanceCalls = CheckpointSchedule.At(Enumerable.Range(0, n - 2)) },
        }),
        .. At([12, 16, 20], n => new("guidance continued", "every second call after a third", n)
        {
            Leave = request => request with { GuidanceCalls = AfterAThird(n, 2) },
        }),
        .. At([12, 16, 20], n => new("deeper layers kept (DeepCache)", "every second call computes", n)
        {
            Leave = request => request with { DeepCalls = CheckpointSchedule.Parse("every-2") },
        }),
        .. At([16, 20, 25], n => new("deeper layers kept (DeepCache)", "every third call computes", n)
        {
            Leave = request => request with { DeepCalls = CheckpointSchedule.Parse("every-3") },
        }),
        .. At([12, 16, 20], n => new("calls continued", "every second after a third", n)
        {
            Leave = request => request with { UNetCalls = AfterAThird(n, 2) },
        }),
        .. At([12, 16, 20], n => Drifting(n, 0.15, 0.3)),
        .. At([12, 16, 20], n => Drifting(n, 0.05, 0.2)),
        .. At([12, 16, 20, 25], n => new("ucache", "as it ships", n) { AroundUNet = (unet, _) => new UCacheDenoiser(unet, n) }),
        .. At([12, 16, 20, 25], n => new("ucache", "mended, threshold 0.25", n)
        {
            AroundUNet = (unet, _) => new UCacheDenoiser(unet, n, 0.25, accumulates: false),
        }),
        .. At([12, 16, 20, 25], n => new("spectrum", "as it ships", n)
        {
            AroundUNet = (unet, scheduler) => new SpectrumDenoiser(unet, scheduler, mended: false),
        }),
        .. At([12, 16, 20, 25], n => new("spectrum", "mended", n) { AroundUNet = (unet, scheduler) => new SpectrumDenoiser(unet, scheduler, mended: true) }),
    ];

    /// <summary>Draws a prompt.</summary>
    /// <returns>The picture, and the time of its sampling, undisturbed.</returns>
    internal (RgbImage Image, double Seconds) Draw(DiffusionPipeline pipeline, GenerationRequest request)
    {
        CountedUNet? unet = null;
        IInterceptor? merging = null;
        pipeline.AroundUNet = AroundUNet is null ? null : (inner, scheduler) => AroundUNet(unet = new CountedUNet(inner), scheduler);
        pipeline.AroundMerging = AroundMerging is null ? null : inner => merging = AroundMerging(inner);
        try
        {
            var times = new CallTimes();
            var result = pipeline.Generate(Leave(request with { Sampler = Sampler, Steps = Steps, Merge = Merge }), times);
            return (result.Images[0], times.Undisturbed(result.Request, call => (unet?.Of(call), (merging as IUneven)?.DidMore(call))));
        }
        finally
        {
            (pipeline.AroundUNet, pipeline.AroundMerging) = (null, null);
        }
    }

    private static IEnumerable<ReuseSetting> At(IEnumerable<int> steps, Func<int, ReuseSetting> setting) => steps.Select(setting);

    private static ReuseSetting Merging(string kind, int steps, string merge) => new(kind, merge, steps) { Merge = MergeOptions.Parse(merge) };

    private static ReuseSetting Drifting(int steps, double warn, double critical) =>
        new("calls by drift, two thresholds", FormattableString.Invariant($"{warn} and {critical}"), steps)
        {
            AroundUNet = (unet, scheduler) => new DriftingCalls(unet, scheduler, warn, critical),
        };

    /// <summary>Another rule in the place of CA-ToMe's.</summary>
    private static ReuseSetting Replaced(string kind, string detail, int steps, Func<IInterceptor> make) =>
        new(kind, detail, steps) { AroundMerging = _ => make() };

    private static ReuseSetting Important(int steps)
    {
        ImportantDestinations? made = null; // merging begins before the U-Net is asked for
        return new("CA-ToMe, important destinations", "0.92@every-3", steps)
        {
            AroundMerging = _ => made = new ImportantDestinations(Whole with { Checkpoints = CheckpointSchedule.Parse("every-3") }, steps),
            AroundUNet = (unet, _) => made!.Watch(unet),
        };
    }

    private static CheckpointSchedule AfterAThird(int calls, int every) =>
        CheckpointSchedule.At(Enumerable.Range(0, calls).Where(call => call <= calls / 3 || (call - (calls / 3)) % every == 0));
}

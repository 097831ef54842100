using System.Diagnostics;
using System.Globalization;
using CaToMe.Inspection;
using CaToMe.Merging;
using CaToMe.Recipes;
using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.Sampling;

namespace CaToMe.Tuning;

/// <summary>
/// Finds recipes for a model on this machine: first the best sampler, timesteps and steps; then what its calls can leave out, and how tokens are
/// merged. What is found is measured on prompts that took no part, beside plain runs.
/// </summary>
public sealed class RecipeSearch
{
    /// <summary>Steps beyond those that a plain run needs: what is left out has to pay for them.</summary>
    private static readonly int[] MoreSteps = [0, 1, 2, 4];

    /// <summary>Of all combinations, those that should be fastest are drawn.</summary>
    private const int Tried = 6;

    private static readonly double[] Thresholds = [0.97, 0.95, 0.92, 0.88];

    private readonly IReadOnlyDictionary<string, DiffusionPipeline> pipelines;
    private readonly GenerationRequest template;
    private readonly TuneOptions options;
    private readonly IProgress<TuneProgress>? progress;
    private readonly CallCosts costs = new();
    private readonly Trials trials;
    private readonly PlainSearch plain;
    private readonly Lazy<TimestepSearch> timesteps;
    private (string Stage, int Pictures, string? Best) state = ("Drawing converged pictures", 0, null);

    private RecipeSearch(
        IReadOnlyDictionary<string, DiffusionPipeline> pipelines, GenerationRequest template, TuneOptions options, IProgress<TuneProgress>? progress,
        CancellationToken cancellation)
    {
        (this.pipelines, this.options, this.progress) = (pipelines, options, progress);
        var first = pipelines[options.Dtypes[0]];
        this.template = template.Resolve(first.Model) with { Merge = MergeOptions.None };
        trials = new Trials(pipelines, TeacherRuns.Settings(this.template), new TrialLog(options.Log), costs, Drawn, cancellation);
        timesteps = new(() => TeacherRuns.Learn(first, this.template, options.Prompts, trials.Keep, cancellation));
        plain = new PlainSearch(trials, this.template, options.Prompts, options.Dtypes[0], steps => [TimestepSchedule.At(timesteps.Value.Best(steps))]);
    }

    /// <summary>Searches.</summary>
    /// <param name="pipelines">The model, loaded in each of <see cref="TuneOptions.Dtypes"/>.</param>
    /// <param name="template">Size, seed and guidance scale of the pictures; the rest is looked for.</param>
    /// <param name="options">Prompts and aims.</param>
    /// <param name="progress">Told after each picture.</param>
    /// <param name="cancellationToken">Takes effect before the next layer of a network; what was measured is in the log.</param>
    /// <exception cref="OptionException">An option is not accepted.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static TuneResult Run(
        IReadOnlyDictionary<string, DiffusionPipeline> pipelines, GenerationRequest template, TuneOptions options, IProgress<TuneProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pipelines);
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(options);
        return new RecipeSearch(pipelines, template, options.Validate(), progress, cancellationToken).Run();
    }

    private TuneResult Run()
    {
        var clock = Stopwatch.StartNew();
        var found = new List<(string Name, Measured Measured)>();
        foreach (var psnr in options.Psnr.Order())
        {
            if (Find(psnr) is { } measured)
            {
                found.Add((NameOf(psnr), measured));
            }
        }

        var frontier = new Validation(trials, options.HeldOut, plain, CaToMeWay(), Stage);
        var points = frontier.Measure(options.Psnr, found);
        var recipes = found.Zip(points.Where(p => p.Kind == FrontierKind.Recipe), (f, point) => Recipe.Of(
            f.Name, f.Measured.Candidate.Request, f.Measured.Candidate.Dtype, Describe(point, points))).ToList();
        return new TuneResult(recipes, points, state.Pictures, clock.Elapsed);
    }

    /// <summary>The fastest recipe that reaches a likeness; null where no plain run does.</summary>
    private Measured? Find(double psnr)
    {
        var aim = string.Create(CultureInfo.InvariantCulture, $"{psnr:0.#} dB");
        Stage($"{aim}: samplers, timesteps and steps");
        if (plain.Reaching(psnr) is not { } enough)
        {
            return null;
        }

        var best = enough;
        var saving = new SavingSearch(trials, costs, options.Prompts);
        Stage($"{aim}: what calls can leave out");
        var ways = Ways();
        var candidates = MoreSteps.Select(more => plain.Best(enough.Candidate.Plain.Steps + more).Candidate).ToList();
        foreach (var way in ways)
        {
            Time(candidates[0], way);
        }

        var estimates = candidates.SelectMany(c => ways.Select(way => (Candidate: c, Way: way, Seconds: saving.Estimate(c, way, psnr))));
        foreach (var (candidate, way, estimate) in estimates.Where(e => e.Seconds < double.MaxValue).OrderBy(e => e.Seconds).Take(Tried))
        {
            if (estimate < costs.Of(best.Candidate) && saving.Cheapest(candidate, way, psnr) is { } measured
                && costs.Of(measured.Candidate) < costs.Of(best.Candidate))
            {
                best = measured;
                state.Best = string.Create(
                    CultureInfo.InvariantCulture, $"{aim} in {costs.Of(best.Candidate):0.00} s, {costs.Of(enough.Candidate) / costs.Of(best.Candidate):0.00}x");
            }
        }

        return best;
    }

    /// <summary>Times each kind of call once, so that costs are known.</summary>
    private void Time(Candidate candidate, Way way)
    {
        var calls = candidate.Pattern.Kinds.Count;
        CallKind[] kinds = [.. Enumerable.Range(0, calls).Select(call => call < 2 ? CallKind.Whole : (CallKind)((call - 1) % 3))];
        trials.Draw(options.Prompts[0], candidate with { Pattern = new CallPattern(kinds), Way = way });
    }

    private List<Way> Ways() =>
    [
        .. options.Dtypes.SelectMany(dtype => Thresholds.Select(threshold => new MergeOptions
        {
            Method = MergeMethod.CaToMe, Threshold = threshold, Checkpoints = CheckpointSchedule.EveryCall,
        }).Prepend(MergeOptions.None).Select(merge => new Way(dtype, merge))),
    ];

    private Way CaToMeWay() => new(options.Dtypes[0], pipelines[options.Dtypes[0]].Model.RecommendedMerge);

    private RecipeMeasurement Describe(FrontierPoint point, IReadOnlyList<FrontierPoint> points)
    {
        var model = pipelines[options.Dtypes[0]].Model;
        return new RecipeMeasurement
        {
            Model = model.Name,
            ModelHash = model.Hash,
            Width = template.Width!.Value,
            Height = template.Height!.Value,
            GuidanceScale = template.GuidanceScale!.Value,
            Prompts = options.HeldOut.Count,
            Psnr = Math.Round(point.Psnr, 1),
            WorstPsnr = Math.Round(point.WorstPsnr, 1),
            Seconds = Math.Round(point.Seconds, 3),
            SpeedUp = TuneResult.PlainSeconds(points, point.Psnr) is { } seconds ? Math.Round(seconds / point.Seconds, 2) : null,
            Machine = MachineReport.Make(model.Device).Processor,
            Version = typeof(RecipeSearch).Assembly.GetName().Version!.ToString(3),
        };
    }

    private static string NameOf(double psnr) => psnr switch
    {
        30 => "fast",
        35 => "balanced",
        40 => "quality",
        _ => string.Create(CultureInfo.InvariantCulture, $"{psnr:0.#}dB"),
    };

    private void Stage(string stage)
    {
        state.Stage = stage;
        Tell();
    }

    private void Drawn()
    {
        state.Pictures++;
        Tell();
    }

    private void Tell() => progress?.Report(new TuneProgress(state.Stage, state.Pictures, state.Best));
}

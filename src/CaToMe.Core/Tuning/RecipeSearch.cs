using System.Diagnostics;
using System.Globalization;
using CaToMe.Inspection;
using CaToMe.Measuring;
using CaToMe.Merging;
using CaToMe.Recipes;
using CaToMe.Requests;
using CaToMe.Sampling;

namespace CaToMe.Tuning;

/// <summary>
/// Finds recipes for a model on this machine: first the best sampler, timesteps and steps; then the type, how tokens are merged, and what calls
/// can leave out. What is found is measured on prompts that took no part, beside plain runs.
/// </summary>
public sealed class RecipeSearch
{
    private readonly IReadOnlyDictionary<string, DiffusionPipeline> pipelines;
    private readonly GenerationRequest template;
    private readonly TuneOptions options;
    private readonly IProgress<TuneProgress>? progress;
    private readonly Trials trials;
    private readonly PlainSearch plain;
    private readonly SettingSearch settings;
    private readonly Lazy<Measured> usual;
    private readonly Lazy<TimestepSearch> timesteps;
    private (string Stage, int Pictures, string? Best) state = ("Drawing converged pictures", 0, null);

    private RecipeSearch(
        IReadOnlyDictionary<string, DiffusionPipeline> pipelines, GenerationRequest template, TuneOptions options, IProgress<TuneProgress>? progress,
        CancellationToken cancellation)
    {
        (this.pipelines, this.options, this.progress) = (pipelines, options, progress);
        var first = pipelines[options.Dtypes[0]];
        this.template = template.Resolve(first.Model) with { Merge = MergeOptions.None };
        trials = new Trials(pipelines, ConvergedRun.Of(this.template), new TrialLog(options.Log), Drawn, cancellation);
        timesteps = new(() => TeacherRuns.Learn(first, this.template, options.Prompts, trials.Keep, cancellation));
        usual = new(() => trials.Measure(options.Prompts, Candidate.Whole(this.template, options.Dtypes[0])));
        plain = new PlainSearch(trials, this.template, options.Prompts, options.Dtypes[0], steps => [TimestepSchedule.At(timesteps.Value.Best(steps))]);
        settings = new SettingSearch(trials, plain, options.Prompts, options.Dtypes);
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
        var (enough, unreached) = (new List<int>(), new List<string>());
        foreach (var aim in options.Aims)
        {
            state.Best = null;
            Stage($"{aim}: samplers, timesteps and steps");
            if (PlainRunOf(aim) is { } run)
            {
                enough.Add(run.Candidate.Plain.Steps);
                Stage($"{aim}: what can be left out");
                found.Add((aim.Name, Search(aim, run)));
            }
            else
            {
                unreached.Add($"{aim}");
            }
        }

        Stage("Other prompts");
        var caToMe = pipelines[options.Dtypes[0]].Model.RecommendedMerge;
        var points = found.Count == 0 ? [] : new Validation(trials, options.HeldOut, plain, caToMe).Measure(enough, found);
        var recipes = found.Zip(points.Where(p => p.Kind == FrontierKind.Recipe), (f, point) => Recipe.Of(
            f.Name, f.Measured.Candidate.Request, f.Measured.Candidate.Dtype, Describe(f.Measured.Candidate, point, points))).ToList();
        return new TuneResult(recipes, points, state.Pictures, clock.Elapsed, unreached) { Timesteps = Timesteps() };
    }

    /// <summary>The plain run that reaches an aim; null where none does.</summary>
    private Measured? PlainRunOf(TuneAim aim) => aim.Psnr is { } psnr ? plain.Reaching(psnr) : plain.Within(TimeOf(aim), usual.Value);

    private Measured Search(TuneAim aim, Measured run)
    {
        void Better(Measured better) => state.Best = Describe(better);
        return aim.Psnr is { } psnr ? settings.Fastest(psnr, run, Better) : settings.Likest(TimeOf(aim), run, Better);
    }

    private double TimeOf(TuneAim aim) => aim.Share!.Value * usual.Value.Seconds;

    private FoundTimesteps Timesteps()
    {
        var model = pipelines[options.Dtypes[0]].Model;
        var steps = Enumerable.Range(FoundTimesteps.FewestSteps, FoundTimesteps.MostSteps - FoundTimesteps.FewestSteps + 1);
        var (width, height) = (template.Width!.Value, template.Height!.Value);
        return new FoundTimesteps(model.Name, model.Hash, width, height, template.GuidanceScale!.Value, steps.ToDictionary(n => n, timesteps.Value.Best));
    }

    private static string Describe(Measured measured) =>
        string.Create(CultureInfo.InvariantCulture, $"{measured.Psnr:0.#} dB in {measured.Seconds:0.00} s");

    private RecipeMeasurement Describe(Candidate candidate, FrontierPoint point, IReadOnlyList<FrontierPoint> points)
    {
        double? SpeedUpOver(FrontierKind kind) =>
            TuneResult.PlainSeconds(points, kind, point.Psnr) is { } seconds ? Math.Round(seconds / point.Seconds, 2) : null;
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
            SpeedUp = SpeedUpOver(FrontierKind.Plain),
            SpeedUpInType = candidate.Dtype == options.Dtypes[0] ? null : SpeedUpOver(FrontierKind.PlainInType),
            Machine = MachineReport.Make(model.Device).Processor,
            Version = typeof(RecipeSearch).Assembly.GetName().Version!.ToString(3),
        };
    }

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

using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Completion;
using CaToMe.Errors;
using CaToMe.Figures;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Running;
using CaToMe.Sampling;
using CaToMe.Settings;
using CaToMe.Tuning;

namespace CaToMe.Commands;

/// <summary>Finds recipes for a model on this machine: the fastest settings whose pictures are like the converged ones.</summary>
[Cmdlet(VerbsCommon.Optimize, "TokenMerging", SupportsShouldProcess = true)]
[OutputType(typeof(TokenMergingRecipe))]
public sealed class OptimizeTokenMergingCommand : EngineCommand
{
    private const int SearchBar = 1;
    private const string Activity = "Looking for recipes";

    private readonly List<string> prompts = [];

    /// <summary>Prompts to find recipes with; two or three are enough. Default: some that suit the model.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Prompt]
    public string[]? Prompt { get; set; }

    /// <summary>Other prompts, to measure what was found. Default: some that suit the model.</summary>
    [Parameter]
    [Prompt]
    public string[]? HeldOut { get; set; }

    /// <summary>Likeness to the converged pictures, mean PSNR in dB: a recipe for each. Default: 30, 35 and 40.</summary>
    [Parameter]
    [Number]
    public double[]? Psnr { get; set; }

    /// <summary>
    /// How long a recipe's pictures may take, as shares of the time of the model's default settings: a recipe for each, instead of those of Psnr.
    /// </summary>
    [Parameter]
    [Number]
    public double[]? Share { get; set; }

    /// <summary>A loaded model, its name, or a path. Default: the embedded model.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public ModelReference? Model { get; set; }

    /// <summary>Floating-point types to choose from. Default: the model's; on a CPU that multiplies bfloat16 natively, that too.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public string[]? Dtype { get; set; }

    /// <summary>Folder of the recipes, the frontier's figure and the search's memory. Default: recipes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "recipes";

    /// <inheritdoc cref="GenerationRequest.NegativePrompt"/>
    [Parameter]
    [Alias("Negative")]
    [AllowEmptyString]
    public string? NegativePrompt { get; set; }

    /// <inheritdoc cref="GenerationRequest.Seed"/>
    [Parameter]
    [Seed]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public long? Seed { get; set; }

    /// <summary>Width and height, such as 512x512. Default: the model's.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public ImageSize? Size { get; set; }

    /// <inheritdoc cref="GenerationRequest.Width"/>
    [Parameter]
    [Number(IsWhole = true)]
    public int? Width { get; set; }

    /// <inheritdoc cref="GenerationRequest.Height"/>
    [Parameter]
    [Number(IsWhole = true)]
    public int? Height { get; set; }

    /// <inheritdoc cref="GenerationRequest.GuidanceScale"/>
    [Parameter]
    [Alias("Guidance", "CfgScale")]
    [Number]
    public double? GuidanceScale { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => prompts.AddRange(Prompt ?? []);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            var (width, height) = PictureSize.InForce(new RecordBinder(this), Size, Width, Height);
            var template = RequestOf("") with { Width = width, Height = height };
            var folder = FileSystemPath.Resolve(this, OutputPath);
            var target = new FileTarget(force: true, noClobber: false);
            target.Check(Path.Combine(folder, "frontier.png"));
            if (ShouldProcess(folder, "Look for recipes and write them into the folder"))
            {
                Search(template, folder);
            }
        }
        catch (Exception e) when (e is CaToMeException or OperationCanceledException or ObjectDisposedException)
        {
            WriteError(e, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            WriteError(NotWritten(e), null);
        }
        finally
        {
            WriteProgress(new ProgressRecord(SearchBar, Activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void Search(GenerationRequest template, string folder)
    {
        var aims = TuneOptions.Aimed(Psnr, Share);
        var model = RequireModel(Model);
        var options = (Options(model, folder) with { Psnr = aims.Psnr, Shares = aims.Shares }).Validate();
        using var others = new PipelineSet(dtype => Loader.Read(model.Path, $"{model.Name} in {dtype}", model.Options with { Dtype = dtype! }));
        var pipelines = options.Dtypes.ToDictionary(dtype => dtype, dtype => dtype == model.Dtype ? model.Pipeline : others.Load(dtype));
        Directory.CreateDirectory(folder);

        TuneResult? found = null;
        EnginePump.Run(
            (post, token) => found = RecipeSearch.Run(pipelines, template, options, new PostedProgress<TuneProgress>(post, Show), token), StopToken);
        foreach (var aim in found!.Unreached)
        {
            WriteWarning($"No plain run reaches {aim}: ask for less with -Psnr, or for more time with -Share.");
        }

        Write(found!, folder);
    }

    private TuneOptions Options(DiffusionModel model, string folder)
    {
        var suggested = SuggestedPrompts.For(model.Pipeline.Model);
        return new TuneOptions
        {
            Prompts = prompts is { Count: > 0 } ? prompts : suggested.Search,
            HeldOut = HeldOut is { Length: > 0 } own ? own : [.. suggested.HeldOut.Except(prompts)],
            Dtypes = Dtype is { Length: > 0 } types ? [.. types.Select(type => TypeOf(type, model)).Distinct()]
                : SuggestedPrompts.DtypesOf(model.Pipeline.Model),
            Log = Path.Combine(folder, "tune.jsonl"),
        };
    }

    private static string TypeOf(string given, DiffusionModel model) => given.Trim().ToLowerInvariant() is var type && type is "auto" ? model.Dtype : type;

    private void Write(TuneResult found, string folder)
    {
        try
        {
            if (found.Timesteps?.Keep() is not null)
            {
                WriteVerbose($"Timesteps were found for this model: take them with -Schedule {TimestepSchedule.Found}.");
            }

            if (found.Frontier.Count > 0)
            {
                WriteVerbose($"The frontier's figure is {FrontierFigure.Of(found.Frontier).Save(Path.Combine(folder, "frontier.png"))}.");
            }

            foreach (var recipe in found.Recipes)
            {
                var file = Path.Combine(folder, recipe.Name + ".json");
                recipe.Save(file);
                WriteObject(new TokenMergingRecipe(recipe, file, found.Frontier));
            }
        }
        catch (CaToMeException e)
        {
            throw NotWritten(e);
        }
    }

    private static CommandException NotWritten(Exception error) => new(
        ErrorIds.FileNotWritten, ErrorCategory.WriteError, error.Message, "Choose another -OutputPath, or make room. What was measured is not lost.");

    private void Show(TuneProgress progress) => WriteProgress(new ProgressRecord(SearchBar, Activity, $"{progress.Stage}, {progress.Pictures} pictures")
    {
        CurrentOperation = progress.Best is { } best ? $"Best so far: {best}" : "",
    });
}

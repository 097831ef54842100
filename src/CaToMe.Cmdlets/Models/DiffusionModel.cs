using CaToMe.Imaging;
using CaToMe.Recipes;
using CaToMe.Settings;

namespace CaToMe.Models;

/// <summary>A loaded model: the handle that Import-DiffusionModel returns and -Model takes, in any runspace of the process.</summary>
public sealed class DiffusionModel
{
    private volatile bool isRemoved;

    internal DiffusionModel(string name, DiffusionPipeline pipeline, PipelineOptions options) =>
        (Name, Pipeline, Options) = (name, pipeline, options);

    /// <summary>The name that it is known by in this session.</summary>
    public string Name { get; }

    /// <summary>The folder or file.</summary>
    public string Path => Pipeline.Model.Path;

    /// <summary>The family: <c>SD 1.x</c>, <c>SD 2.x</c> or <c>SDXL</c>.</summary>
    public string Family => Pipeline.Model.Family;

    /// <summary>First ten digits of the weights' SHA-256.</summary>
    public string Hash => Pipeline.Model.Hash;

    /// <summary>The device in use.</summary>
    public string Device => Pipeline.Model.Device;

    /// <summary>The floating-point type in use.</summary>
    public string Dtype => Pipeline.Model.Dtype;

    /// <summary>The picture size that the model was made for.</summary>
    public string DefaultSize => new ImageSize(Pipeline.Model.DefaultWidth, Pipeline.Model.DefaultHeight).ToString();

    /// <summary>The guidance scale used where none is given.</summary>
    public double DefaultGuidanceScale => Pipeline.Model.DefaultGuidanceScale;

    /// <summary>The sampler used where none is given.</summary>
    public string DefaultSampler => Pipeline.Model.DefaultSampler;

    /// <summary>Whether it was removed: it cannot draw any more.</summary>
    public bool IsRemoved => isRemoved;

    internal DiffusionPipeline Pipeline { get; }

    /// <summary>How it was loaded.</summary>
    internal PipelineOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Whether it was loaded from a place.</summary>
    /// <param name="path">An absolute path.</param>
    internal bool IsAt(string path) => System.IO.Path.TrimEndingDirectorySeparator(Path) == System.IO.Path.TrimEndingDirectorySeparator(path);

    /// <summary>Whether it is as someone asks for it: on the device, of the type (auto takes any), and with the same settings of its own replaced.</summary>
    internal bool WasLoadedWith(PipelineOptions options)
    {
        var (device, type) = (options.Device.Trim().ToLowerInvariant(), options.Dtype.Trim().ToLowerInvariant());
        return (device is "auto" || (device is "cuda" ? "cuda:0" : device) == Device) && (type is "auto" || type == Dtype)
            && HasReplaced(options.Prediction, options.TimestepSpacing)
            && (options.Vae, options.LoraFolder, options.Embeddings, options.WildcardFolder)
                == (Options.Vae, Options.LoraFolder, Options.Embeddings, Options.WildcardFolder);
    }

    /// <summary>Why it draws another picture than the one that is to be drawn again; null where it does not, or nobody knows.</summary>
    internal string? DifferenceFrom(DrawnImage image) => image switch
    {
        DiffusionImageInfo info => DifferenceFrom(info),
        StudyImage study => ModelDifference.Warning(study.Path, study.Metadata, Name, Hash, "-Model"),
        _ => null,
    };

    private string? DifferenceFrom(DiffusionImageInfo info) =>
        ModelDifference.Warning(info.Path, info.Metadata, Name, Hash, "-Model") is { } another ? another
        : info.ModelHash is null || HasReplaced(info.Prediction, info.TimestepSpacing) ? null
        : $"{info.Path} was drawn with the prediction type {info.Prediction ?? "of the model"} and the timestep spacing " +
          $"{info.TimestepSpacing ?? "of the model"}, and {Name} draws another picture: load the model with Import-DiffusionModel, " +
          "-Prediction and -TimestepSpacing, and give it as -Model.";

    /// <summary>What is to be known where it draws by a recipe: that it is another model, or of another type, than the recipe was found with.</summary>
    internal IEnumerable<string> WarningsFor(Recipe recipe)
    {
        if (recipe.WarningFor(Pipeline.Model) is { } another)
        {
            yield return $"{another} Optimize-TokenMerging finds one for this model.";
        }

        if (recipe.WarningForType(Dtype) is { } otherType)
        {
            var path = IsAt(EmbeddedModel.Path) ? "" : $" '{Path}'";
            yield return $"{otherType} Load it with Import-DiffusionModel{path} -Name {Name}-{recipe.Dtype} -Dtype {recipe.Dtype}, and give it as -Model.";
        }
    }

    /// <summary>Whether it was loaded with this prediction type and timestep spacing instead of its own; null is its own.</summary>
    private bool HasReplaced(string? prediction, string? timestepSpacing) =>
        Same(prediction, Pipeline.Model.Prediction) && Same(timestepSpacing, Pipeline.Model.TimestepSpacing);

    private static bool Same(string? given, string? known) => string.Equals(given?.Trim() ?? "", known ?? "", StringComparison.OrdinalIgnoreCase);

    /// <summary>Waits for pictures in progress and frees the weights.</summary>
    internal void Remove()
    {
        isRemoved = true;
        Pipeline.Dispose();
    }
}

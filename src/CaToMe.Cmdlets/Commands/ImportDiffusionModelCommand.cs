using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Completion;
using CaToMe.Errors;
using CaToMe.Models;
using CaToMe.Runtime;
using CaToMe.Settings;
using CaToMe.Weights;

namespace CaToMe.Commands;

/// <summary>Loads models and returns handles to them.</summary>
[Cmdlet(VerbsData.Import, "DiffusionModel")]
[OutputType(typeof(DiffusionModel))]
public sealed class ImportDiffusionModelCommand : EngineCommand
{
    /// <summary>A diffusers folder or a .safetensors file, as it is, without wildcards. Default: the embedded model.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The model's name in this session. Default: its folder's or file's name; in the cache of the Hugging Face hub, the hub's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <inheritdoc cref="PipelineOptions.Device"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public string Device { get; set; } = "auto";

    /// <inheritdoc cref="PipelineOptions.Dtype"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public string Dtype { get; set; } = "auto";

    /// <inheritdoc cref="PipelineOptions.ConfigFolder"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? ConfigFolder { get; set; }

    /// <inheritdoc cref="PipelineOptions.Threads"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public int? Threads { get; set; }

    /// <summary>epsilon, v_prediction or sample: what the model predicts, where its file does not say it rightly. Default: the model's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public string? Prediction { get; set; }

    /// <summary>leading, trailing or linspace: which timesteps are visited. Default: the model's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public string? TimestepSpacing { get; set; }

    /// <summary>An autoencoder in the place of the model's own: a .safetensors file or a diffusers folder. Default: the model's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Vae { get; set; }

    /// <inheritdoc cref="PipelineOptions.LoraFolder"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? LoraFolder { get; set; }

    /// <summary>Textual inversion embeddings: a file, or a folder of them. Default: none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Embedding")]
    public string? Embeddings { get; set; }

    /// <inheritdoc cref="PipelineOptions.WildcardFolder"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? WildcardFolder { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var path = Path is null ? EmbeddedModel.Path : Loader.PathOf(Path);
            // Get-ChildItem's files bring their own Name, with the ending.
            var name = Name is not null && Name != System.IO.Path.GetFileName(path) ? Name
                : Path is null ? ModelRegistry.EmbeddedName
                : ModelFiles.NameOf(path);
            var options = Options();
            WriteObject(ModelRegistry.Of(this).FindOrLoad(() => Loaded(name, path, options), () => Loader.Load(path, name, options)));
        }
        catch (CaToMeException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e, Path));
        }
    }

    private PipelineOptions Options()
    {
        var errors = new OptionErrors();
        var options = ParameterValues.Apply(this, new PipelineOptions(), PipelineSettings.All, errors);
        errors.ThrowIfAny();
        return options with
        {
            ConfigFolder = Resolved(options.ConfigFolder),
            Vae = Resolved(options.Vae),
            LoraFolder = Resolved(options.LoraFolder),
            Embeddings = Resolved(options.Embeddings),
            WildcardFolder = Resolved(options.WildcardFolder),
        };

        string? Resolved(string? path) => path is null ? null : FileSystemPath.Resolve(this, path);
    }

    /// <summary>The model that has the name, when it is the one that is asked for: a script may run twice.</summary>
    /// <exception cref="CommandException">Another model has the name.</exception>
    /// <exception cref="OptionException">There is no such device or type.</exception>
    private DiffusionModel? Loaded(string name, string path, PipelineOptions options)
    {
        if (ModelRegistry.IsEmbedded(name) && System.IO.Path.TrimEndingDirectorySeparator(path) != EmbeddedModel.Path)
        {
            throw Taken($"{name} is the name of the model that comes with the module.");
        }

        if (ModelRegistry.Of(this).Find(name) is not { } model)
        {
            return null;
        }

        ComputeDevice.Choose(options.Device, options.Dtype); // one that there is not is said to be that, and no other model
        if (!model.IsAt(path) || !model.WasLoadedWith(options))
        {
            throw Taken($"A model named {name} is loaded already, from {model.Path} on {model.Device}.");
        }

        WriteVerbose($"{name} is loaded already.");
        return model;
    }

    private static CommandException Taken(string message) => new(
        ErrorIds.ModelNameTaken, ErrorCategory.ResourceExists, message, "Choose another -Name, or free that model with Remove-DiffusionModel.");
}

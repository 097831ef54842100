using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;
using CaToMe.Hub;
using CaToMe.Running;
using CaToMe.Weights;

namespace CaToMe.Models;

/// <summary>Finds a model among the session's, or loads it.</summary>
/// <param name="cmdlet">The cmdlet that asks.</param>
/// <param name="stopping">Cancelled when the pipeline is stopped.</param>
internal sealed class ModelLoader(PSCmdlet cmdlet, CancellationToken stopping)
{
    private const int LoadingBar = 3;
    private readonly ModelRegistry registry = ModelRegistry.Of(cmdlet);

    /// <summary>The model meant by an argument; none means the embedded one. What had to be loaded stays in the session.</summary>
    /// <param name="reference">The argument.</param>
    /// <param name="dtype">The type in which it is loaded, where it is not there yet; null: as the device has it.</param>
    /// <exception cref="CommandException">There is none, or it cannot be loaded.</exception>
    internal DiffusionModel Resolve(ModelReference? reference, string? dtype = null)
    {
        var options = dtype is null ? new PipelineOptions() : new PipelineOptions { Dtype = dtype };
        if (reference?.Model is { } model)
        {
            return model.IsRemoved
                ? throw new CommandException(
                    ErrorIds.ModelRemoved, ErrorCategory.InvalidOperation, $"The model {model.Name} was removed.",
                    "Load it again with Import-DiffusionModel.", model)
                : model;
        }

        if (reference?.NameOrPath is not { Length: > 0 } given || ModelRegistry.IsEmbedded(given))
        {
            return registry.FindOrLoad(
                () => registry.Find(ModelRegistry.EmbeddedName),
                () => Load(EmbeddedModel.Path, ModelRegistry.EmbeddedName, options));
        }

        return registry.FindOrLoad(() => registry.FindAnywhere(given) ?? registry.FindAt(PathOf(given)), () =>
        {
            var path = PathOf(given);
            return Load(path, registry.Unused(ModelFiles.NameOf(path)), options);
        });
    }

    /// <summary>The absolute path of a model; one of the hub's is fetched where it is not in the cache.</summary>
    /// <param name="given">A folder or file as the user gave it, or a name of the hub's.</param>
    /// <exception cref="CommandException">There is none.</exception>
    internal string PathOf(string given) => FileSystemPath.Resolve(cmdlet, given) is var path && Path.Exists(path)
        ? path
        : FromHub(given) ?? throw new CommandException(
            ErrorIds.ModelNotFound, ErrorCategory.ObjectNotFound,
            $"There is no model at {path}, and none is loaded under the name {given}.",
            "Give a diffusers folder, a .safetensors file, owner/name of the Hugging Face hub, or the name of a loaded model (Get-DiffusionModel).", given);

    /// <summary>A model of the hub; null where it is none, or is not in the cache and the network is forbidden.</summary>
    private string? FromHub(string given)
    {
        if (HubReference.Parse(given) is not { } reference)
        {
            return null;
        }

        var hub = new ModelHub(HubSettings.FromEnvironment());
        return hub.PathOf(reference) ?? (hub.Settings.IsOffline ? null : new HubFetch(cmdlet, stopping).Pull(hub, reference));
    }

    /// <summary>Loads a model under a name; within <see cref="ModelRegistry.FindOrLoad"/>.</summary>
    /// <param name="path">The absolute path of a folder or file.</param>
    /// <param name="name">Its name in the session.</param>
    /// <param name="options">Device, type, configuration.</param>
    /// <exception cref="CommandException">It cannot be loaded.</exception>
    internal DiffusionModel Load(string path, string name, PipelineOptions options)
    {
        cmdlet.WriteVerbose($"Loading {path} (device {options.Device}, type {options.Dtype}).");
        try
        {
            var model = registry.Add(name, Read(path, name, options), options);
            cmdlet.WriteVerbose($"Loaded {model.Name}: {model.Family}, {model.Dtype} on {model.Device}, made for {model.DefaultSize}.");
            return model;
        }
        catch (Exception e) when (e is NativeRuntimeException or DllNotFoundException or TypeInitializationException)
        {
            throw new CommandException(ErrorIds.RuntimeNotLoaded, ErrorCategory.NotInstalled, e.Message,
                "Run Install-DiffusionRuntime, or set CATOME_LIBTORCH to a folder that holds libtorch.");
        }
    }

    /// <summary>Reads it on another thread, with progress on this one; the session does not keep it.</summary>
    internal DiffusionPipeline Read(string path, string name, PipelineOptions options)
    {
        DiffusionPipeline? pipeline = null;
        try
        {
            EnginePump.Run(
                (post, token) => pipeline =
                    DiffusionPipeline.LoadAsync(path, options, new PostedProgress<LoadingProgress>(post, progress => Show(name, progress)), token)
                        .GetAwaiter().GetResult(),
                stopping);
            return pipeline!;
        }
        catch
        {
            pipeline?.Dispose(); // the pipeline of cmdlets ended in the last report
            throw;
        }
        finally
        {
            cmdlet.WriteProgress(new ProgressRecord(LoadingBar, $"Loading {name}", "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void Show(string name, LoadingProgress progress) => cmdlet.WriteProgress(
        new ProgressRecord(LoadingBar, $"Loading {name}", progress.Component) { PercentComplete = (int)(100 * progress.Share) });
}

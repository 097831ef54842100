using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;

namespace CaToMe.Models;

/// <summary>Finds a model among the session's, or loads it.</summary>
/// <param name="cmdlet">The cmdlet that asks.</param>
internal sealed class ModelLoader(PSCmdlet cmdlet)
{
    private readonly ModelRegistry registry = ModelRegistry.Of(cmdlet);

    /// <summary>The model meant by an argument; none means the embedded one. What had to be loaded stays in the session.</summary>
    /// <exception cref="CommandException">There is none, or it cannot be loaded.</exception>
    internal DiffusionModel Resolve(ModelReference? reference)
    {
        if (reference?.Model is { } model)
        {
            return model.IsRemoved
                ? throw new CommandException(ErrorIds.ModelRemoved, ErrorCategory.InvalidOperation, $"The model {model.Name} was removed.", "Load it again with Import-DiffusionModel.", model)
                : model;
        }

        var name = reference?.NameOrPath ?? ModelRegistry.EmbeddedName;
        return registry.Find(name) ?? Load(IsEmbedded(name) ? null : name, name, new PipelineOptions());
    }

    /// <summary>Loads a model under a name.</summary>
    /// <param name="path">A folder or file as the user gave it; null for the embedded model.</param>
    /// <param name="name">Its name in the session; a path stands for its last part.</param>
    /// <param name="options">Device, type, configuration.</param>
    /// <exception cref="CommandException">It cannot be loaded.</exception>
    internal DiffusionModel Load(string? path, string name, PipelineOptions options)
    {
        var full = path is null ? null : FileSystemPath.Resolve(cmdlet, path);
        if (full is not null && !Path.Exists(full))
        {
            throw new CommandException(
                ErrorIds.ModelNotFound, ErrorCategory.ObjectNotFound,
                $"There is no model at {full}, and none is loaded under the name {name}.",
                "Give a diffusers folder, a .safetensors file, or the name of a loaded model (Get-DiffusionModel).", path);
        }

        cmdlet.WriteVerbose($"Loading {full ?? "the embedded model"} (device {options.Device}, type {options.Dtype}).");
        try
        {
            var pipeline = DiffusionPipeline.Load(full, options);
            var model = registry.Add(Path.GetFileNameWithoutExtension(name.TrimEnd('/', '\\')), pipeline);
            cmdlet.WriteVerbose($"Loaded {model.Name}: {model.Family}, {model.Dtype} on {model.Device}, made for {model.DefaultSize}.");
            return model;
        }
        catch (Exception e) when (e is CaToMeException and not (ModelException or OptionException) or DllNotFoundException or TypeInitializationException)
        {
            throw new CommandException(ErrorIds.RuntimeNotLoaded, ErrorCategory.NotInstalled, e.Message, "Run Install-DiffusionRuntime, or set CATOME_LIBTORCH to a folder that holds libtorch.");
        }
    }

    private static bool IsEmbedded(string name) => string.Equals(name, ModelRegistry.EmbeddedName, StringComparison.OrdinalIgnoreCase);
}

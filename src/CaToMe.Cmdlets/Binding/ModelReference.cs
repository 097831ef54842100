using System.Management.Automation;
using CaToMe.Models;

namespace CaToMe.Binding;

/// <summary>A model as an argument: a handle, the name of a loaded model, or a path.</summary>
public sealed class ModelReference
{
    /// <summary>A loaded model.</summary>
    /// <param name="model">What Import-DiffusionModel returned.</param>
    public ModelReference(DiffusionModel model) => Model = model;

    /// <summary>A model by its name or its path.</summary>
    /// <param name="nameOrPath">The name of a loaded model, a diffusers folder, or a .safetensors file.</param>
    public ModelReference(string nameOrPath) => NameOrPath = nameOrPath;

    /// <summary>A model by its file or folder.</summary>
    /// <param name="item">What Get-Item or Get-ChildItem returned.</param>
    public ModelReference(FileSystemInfo item) => NameOrPath = item.FullName;

    /// <summary>The handle, where one was given.</summary>
    public DiffusionModel? Model { get; }

    /// <summary>The name or path, where one was given.</summary>
    public string? NameOrPath { get; }

    /// <summary>The model that draws a record: what the command line gave counts for more than what the record is or was drawn with.</summary>
    /// <param name="given">The parameter's value.</param>
    /// <param name="record">The piped object.</param>
    /// <param name="isTyped">Whether the command line names the parameter.</param>
    /// <returns>Null for the embedded model.</returns>
    internal static ModelReference? InForce(ModelReference? given, PSObject? record, bool isTyped) => record?.BaseObject switch
    {
        DiffusionModel model => given ?? new ModelReference(model),
        DiffusionImage { Handle.IsRemoved: false } image when !isTyped => new ModelReference(image.Handle), // its name may mean another model in this session
        _ => given,
    };

    /// <inheritdoc/>
    public override string ToString() => Model?.Name ?? NameOrPath!;
}

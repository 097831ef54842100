namespace CaToMe;

/// <summary>A model in the cache of the Hugging Face hub. Piped to Import-DiffusionModel, it is loaded.</summary>
public sealed class SavedDiffusionModel
{
    internal SavedDiffusionModel(Hub.CachedModel model) =>
        (Name, Path, IsComplete, Size) = (model.Repository, model.Path, model.IsComplete, model.Bytes);

    /// <summary>What the hub calls it: <c>owner/name</c>.</summary>
    public string Name { get; }

    /// <summary>Its folder or file.</summary>
    public string? Path { get; }

    /// <summary>Whether everything is there that a model needs.</summary>
    public bool IsComplete { get; }

    /// <summary>Bytes on the disk, of all its revisions.</summary>
    public long Size { get; }
}

namespace CaToMe.Weights;

/// <summary>Where a model's config files come from.</summary>
internal abstract class ModelConfigs
{
    /// <summary>Whether they are those of a published model: tensors that these do not name belong to nothing, and are left alone.</summary>
    internal virtual bool ArePublished => false;

    /// <summary>The config of a component, of <c>scheduler</c> or of <c>model_index</c>.</summary>
    /// <exception cref="ModelException">There is none, or it cannot be read.</exception>
    internal abstract ModelConfig Of(string component);

    /// <summary>The folder of a tokenizer, or null where there is none.</summary>
    internal virtual string? TokenizerFolder(string tokenizer) => null;
}

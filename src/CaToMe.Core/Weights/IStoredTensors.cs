namespace CaToMe.Weights;

/// <summary>Tensors of files, of which more is known than names and shapes.</summary>
internal interface IStoredTensors : ITensorSource
{
    /// <summary>The files, each once.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>Type, shape and size of a tensor, or null where the source does not have it.</summary>
    TensorEntry? EntryOf(string name);
}

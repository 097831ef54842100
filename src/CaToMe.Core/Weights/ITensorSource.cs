using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>Tensors by the names that diffusers and transformers give them, wherever they come from.</summary>
internal interface ITensorSource
{
    /// <summary>All names.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>The shape of a tensor, or null where the source does not have it.</summary>
    /// <param name="name">The tensor's name.</param>
    long[]? ShapeOf(string name);

    /// <summary>The tensor as stored; the caller owns it.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="staging">Where it may be put, if it is read from a file; null gives it memory of its own.</param>
    Tensor Load(string name, Staging? staging = null);

    /// <summary>The file that has, or should have, this tensor: for error messages.</summary>
    /// <param name="name">The tensor's name.</param>
    string Location(string name);
}

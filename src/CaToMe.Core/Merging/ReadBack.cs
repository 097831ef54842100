using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>
/// The one way by which merging takes numbers from the tokens' device to the host. A GPU's work has to be waited for each time,
/// so the times are counted.
/// </summary>
internal sealed class ReadBack
{
    /// <summary>How often numbers were read.</summary>
    internal int Count { get; private set; }

    /// <summary>All numbers of a tensor, in order: one transfer.</summary>
    /// <typeparam name="T">The tensor's type.</typeparam>
    internal T[] Of<T>(Tensor numbers)
        where T : unmanaged
    {
        Count++;
        using var scope = NewDisposeScope();
        return numbers.cpu().data<T>().ToArray();
    }
}

using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>One or several tensors of a checkpoint as a layer keeps them.</summary>
internal sealed class Parameter : IDisposable
{
    private readonly Func<IReadOnlyList<Tensor>, Tensor> make;
    private readonly Func<Tensor, Tensor>? pack;
    private readonly Stack<IReadOnlyList<Tensor>> before = [];

    /// <param name="names">Their names in the checkpoint.</param>
    /// <param name="shape">The shape of each.</param>
    /// <param name="kept">What the layer computes with.</param>
    /// <param name="make">
    /// How it was made from the tensors. Packing, stacking and transforming are linear maps: what is made of a change is the change of what was made.
    /// </param>
    /// <param name="pack">
    /// Puts equal parts of what was made into an order that only a library knows, which cannot be changed in place: then there is one kept tensor
    /// for each part. Null where what was made is kept as it is.
    /// </param>
    internal Parameter(
        IReadOnlyList<string> names, long[] shape, IReadOnlyList<Tensor> kept, Func<IReadOnlyList<Tensor>, Tensor> make, Func<Tensor, Tensor>? pack)
    {
        (Names, Shape, Kept, this.make, this.pack) = (names, shape, Outliving(kept), make, pack);
    }

    /// <summary>Their names in the checkpoint.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>The shape of each.</summary>
    internal long[] Shape { get; }

    /// <summary>What the layer computes with now.</summary>
    internal IReadOnlyList<Tensor> Kept { get; private set; }

    /// <summary>Adds a change. The sum is rounded once.</summary>
    /// <param name="deltas">Of each tensor, in float32.</param>
    internal void Add(IReadOnlyList<Tensor> deltas)
    {
        using var scope = NewDisposeScope();
        var change = make(deltas);
        if (pack is null)
        {
            var sum = Sum(Kept[0], change);
            before.Push(Outliving([Kept[0].clone()]));
            Kept[0].copy_(sum);
            return;
        }

        var changed = Kept.Zip(change.chunk(Kept.Count), (part, delta) => pack(Sum(part.to_dense(), delta))).ToList();
        before.Push(Kept);
        Kept = Outliving(changed);

        static Tensor Sum(Tensor part, Tensor delta) => (part.to(ScalarType.Float32) + delta).to(part.dtype);
    }

    /// <summary>Takes off what was added last: the numbers are those from before, bit by bit.</summary>
    internal void TakeOff()
    {
        var last = before.Pop();
        if (pack is null)
        {
            Kept[0].copy_(last[0]);
            Free(last);
        }
        else
        {
            Free(Kept);
            Kept = last;
        }
    }

    /// <summary>Frees it.</summary>
    public void Dispose()
    {
        Free(Kept);
        while (before.TryPop(out var tensors))
        {
            Free(tensors);
        }
    }

    /// <summary>The tensors, no longer freed with the scope that they were made in.</summary>
    private static IReadOnlyList<Tensor> Outliving(IReadOnlyList<Tensor> tensors) => [.. tensors.Select(t => t.DetachFromDisposeScope())];

    private static void Free(IReadOnlyList<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            tensor.Dispose();
        }
    }
}

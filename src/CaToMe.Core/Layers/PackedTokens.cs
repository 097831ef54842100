using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>The tokens of all samples one after the other, each sample with its own number of them.</summary>
/// <param name="Values">[T, C], where T is the sum of <paramref name="Lengths"/>.</param>
/// <param name="Lengths">Each sample's number of tokens.</param>
internal readonly record struct PackedTokens(Tensor Values, IReadOnlyList<long> Lengths)
{
    /// <summary>For padded samples: 1 where a slot holds no token and is hidden from attention, else 0: [T], float32. Null: all hold one.</summary>
    internal Tensor? Hidden { get; init; }

    /// <summary>Number of samples, B.</summary>
    internal int Batch => Lengths.Count;

    /// <summary>Whether every sample has as many tokens: then [T, C] is [B, N, C].</summary>
    internal bool IsEven => Lengths.Distinct().Count() == 1;

    /// <summary>Packs samples of equal length: a view.</summary>
    /// <param name="x">[B, N, C].</param>
    internal static PackedTokens Of(Tensor x) =>
        new(x.reshape(-1, x.shape[2]), [.. Enumerable.Repeat(x.shape[1], (int)x.shape[0])]);
}

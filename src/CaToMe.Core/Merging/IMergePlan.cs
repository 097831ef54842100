using CaToMe.Layers;
using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>Who merges into whom, for one block and all samples of a batch: computed once, applied often.</summary>
internal interface IMergePlan : IDisposable
{
    /// <summary>Tokens of a sample before merging, N.</summary>
    int Tokens { get; }

    /// <summary>Merged sources of each sample; null while the device alone knows them.</summary>
    IReadOnlyList<int>? MergedPerSample { get; }

    /// <summary>The same plan for the last samples of the batch alone. It lives as long as the dispose scope that is open, or as this plan.</summary>
    /// <param name="samples">How many; all of them give this plan.</param>
    IMergePlan OfLast(int samples);

    /// <summary>Merges: a destination becomes the mean of itself and the sources merged into it.</summary>
    /// <param name="x">[B, N, C].</param>
    /// <returns>The tokens that are left, [T, C].</returns>
    PackedTokens Merge(Tensor x);

    /// <summary>Unmerges: every token takes what became of the slot it was merged into.</summary>
    /// <param name="y">What became of the merged tokens, [T, C].</param>
    /// <returns>[B, N, C].</returns>
    Tensor Unmerge(Tensor y);
}

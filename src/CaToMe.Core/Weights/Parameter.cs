using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>One or several tensors of a checkpoint as a layer keeps them.</summary>
/// <param name="Names">Their names in the checkpoint.</param>
/// <param name="Shape">The shape of each.</param>
/// <param name="Kept">What the layer computes with.</param>
/// <param name="Make">
/// How it was made from the tensors. Packing, stacking and transforming are linear maps: what is made of a change is the change of what was made.
/// </param>
internal sealed record Parameter(IReadOnlyList<string> Names, long[] Shape, Tensor Kept, Func<IReadOnlyList<Tensor>, Tensor> Make);

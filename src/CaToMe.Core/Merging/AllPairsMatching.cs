using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>Compares every source with every destination (tomesd's bipartite soft matching; CA-ToMe, section 3.1).</summary>
/// <param name="guardZero">
/// True: a token without length is similar to none. False: as in the published code, its similarity is not a number.
/// </param>
internal sealed class AllPairsMatching(bool guardZero = true) : ITokenMatching
{
    public TokenMatch Match(Tensor metric, PlacedSplit split) => TokenMatch.Compute(metric, split, guardZero);
}

using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>Finds each source's destination.</summary>
internal interface ITokenMatching
{
    /// <summary>Matches.</summary>
    /// <param name="metric">What is compared: the block's input, [B, N, C].</param>
    /// <param name="split">Sources and destinations; the match keeps what it needs of them.</param>
    /// <returns>The match, which the caller owns.</returns>
    TokenMatch Match(Tensor metric, PlacedSplit split);
}

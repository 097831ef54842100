using static TorchSharp.torch;

namespace CaToMe.Conditioning;

/// <summary>What a text encoder gives.</summary>
/// <param name="HiddenStates">The embedded tokens and the output of each block, layers + 1 of [B, T, C].</param>
/// <param name="Last">The last block's output after the final norm, [B, T, C].</param>
/// <param name="Pooled">The end token's row of <paramref name="Last"/>, [B, C].</param>
/// <param name="TextEmbeds">Its projection, [B, P]; null without one.</param>
internal sealed record ClipTextOutput(IReadOnlyList<Tensor> HiddenStates, Tensor Last, Tensor Pooled, Tensor? TextEmbeds);

using static TorchSharp.torch;

namespace CaToMe.Conditioning;

/// <summary>Prompts as the U-Net gets them.</summary>
/// <param name="Context">What cross-attention looks at, [B, 77, C]; C is the sum over the text encoders.</param>
/// <param name="Pooled">SDXL's projected embedding of the whole prompt, [B, P]; null for one encoder.</param>
/// <param name="Warnings">What was cut from prompts, in order.</param>
internal sealed record PromptEmbeddings(Tensor Context, Tensor? Pooled, IReadOnlyList<string> Warnings);

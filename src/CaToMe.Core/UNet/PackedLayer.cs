using CaToMe.Layers;
using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>A layer of a transformer block, which takes any number of tokens of each sample: [T, C] -> [T, C].</summary>
/// <param name="tokens">The tokens.</param>
/// <param name="keysAndValues">For self-attention, what the tokens attend to where that is not they themselves.</param>
internal delegate Tensor PackedLayer(PackedTokens tokens, PackedTokens? keysAndValues = null);

using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Conditioning;

/// <summary>
/// One block of CLIP's encoders (transformers' CLIPEncoderLayer): self-attention, causal for texts, and an MLP, each reading normed
/// input and adding to it.
/// </summary>
internal sealed class ClipTextLayer
{
    private readonly LayerNorm norm1, norm2;
    private readonly Linear queriesKeysValues, output, fc1, fc2;
    private readonly ClipActivation activation;
    private readonly int heads;
    private readonly bool isCausal;

    internal ClipTextLayer(WeightReader reader, ClipTextConfig config, bool isCausal = true)
    {
        this.isCausal = isCausal;
        var (size, inner) = (config.HiddenSize, config.IntermediateSize);
        var attention = reader["self_attn"];
        norm1 = new LayerNorm(reader["layer_norm1"], size, config.NormEpsilon);
        queriesKeysValues = new Linear(attention, ["q_proj", "k_proj", "v_proj"], size, size, bias: true);
        output = new Linear(attention["out_proj"], size, size);
        norm2 = new LayerNorm(reader["layer_norm2"], size, config.NormEpsilon);
        fc1 = new Linear(reader["mlp"]["fc1"], size, inner);
        fc2 = new Linear(reader["mlp"]["fc2"], inner, size);
        activation = config.Activation;
        heads = config.Heads;
    }

    /// <summary>[B, T, C] to [B, T, C].</summary>
    internal Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = x + Attend(norm1.Forward(x));
        x = x + fc2.Forward(Activate(fc1.Forward(norm2.Forward(x))));
        return x.MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor x)
    {
        var (batch, length, size) = (x.shape[0], x.shape[1], x.shape[2]);
        var qkv = queriesKeysValues.Forward(x)           // [B, T, 3 C]
            .reshape(batch, length, 3, heads, size / heads)
            .permute(2, 0, 3, 1, 4)                      // [3, B, H, T, C / H]
            .unbind(0);
        var attended = nn.functional.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], is_casual: isCausal);
        return output.Forward(attended.transpose(1, 2).reshape(batch, length, size)); // [B, T, C]
    }

    private Tensor Activate(Tensor x) => activation switch
    {
        ClipActivation.QuickGelu => x * sigmoid(1.702 * x),
        _ => nn.functional.gelu(x),
    };
}

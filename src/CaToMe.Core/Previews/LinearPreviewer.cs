using static TorchSharp.torch;

namespace CaToMe.Previews;

/// <summary>A pixel for each latent, by a linear map of its channels.</summary>
internal sealed class LinearPreviewer : IPreviewer
{
    private readonly Tensor weight; // [3, 4, 1, 1]
    private readonly Tensor bias;   // [3, 1, 1]

    internal LinearPreviewer(PreviewMap map, Device device)
    {
        using var scope = NewDisposeScope();
        var rows = map.Weights.SelectMany(row => row).Select(v => (float)v).ToArray();
        weight = tensor(rows, device: device).reshape(map.Weights.Length, 3, 1, 1).transpose(0, 1).contiguous().DetachFromDisposeScope();
        bias = tensor(map.Bias.Select(v => (float)v).ToArray(), device: device).reshape(3, 1, 1).DetachFromDisposeScope();
    }

    public Tensor Colours(Tensor latents)
    {
        using var scope = NewDisposeScope();
        return (latents.unsqueeze(1) * weight).sum(2).add_(bias).MoveToOuterDisposeScope(); // [B, 3, 4, h, w] -> [B, 3, h, w]
    }

    public void Dispose()
    {
        weight.Dispose();
        bias.Dispose();
    }
}

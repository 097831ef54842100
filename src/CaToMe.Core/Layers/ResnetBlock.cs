using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>diffusers' ResnetBlock2D: two normalised convolutions, the timestep added between them, and a residual.</summary>
internal sealed class ResnetBlock
{
    private readonly GroupNorm norm1, norm2;
    private readonly Conv2d conv1, conv2;
    private readonly Linear? timeProjection;
    private readonly Conv2d? shortcut;

    /// <param name="reader">The block's place in the checkpoint.</param>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="groups">Groups of the normalisations.</param>
    /// <param name="epsilon">Epsilon of the normalisations.</param>
    /// <param name="timeChannels">Width of the time embedding; 0 in the autoencoder, which has none.</param>
    internal ResnetBlock(WeightReader reader, long inputs, long outputs, int groups, double epsilon, long timeChannels)
    {
        norm1 = new GroupNorm(reader["norm1"], groups, inputs, epsilon);
        conv1 = new Conv2d(reader["conv1"], inputs, outputs);
        timeProjection = timeChannels > 0 ? new Linear(reader["time_emb_proj"], timeChannels, outputs) : null;
        norm2 = new GroupNorm(reader["norm2"], groups, outputs, epsilon);
        conv2 = new Conv2d(reader["conv2"], outputs, outputs);
        shortcut = inputs == outputs ? null : new Conv2d(reader["conv_shortcut"], inputs, outputs, kernel: 1, padding: 0);
    }

    /// <summary>[B, inputs, H, W] -> [B, outputs, H, W].</summary>
    /// <param name="x">The image.</param>
    /// <param name="activatedTime">SiLU of the time embedding, [1 or B, D]; null in the autoencoder.</param>
    /// <param name="cancellation">Takes effect before either convolution.</param>
    /// <param name="isSpent">Whether the image is needed no more: it is freed as soon as this block has no use for it.</param>
    internal Tensor Forward(Tensor x, Tensor? activatedTime, CancellationToken cancellation, bool isSpent = false)
    {
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var through = shortcut?.Forward(x) ?? x;
        var isSpentEarly = isSpent && shortcut is not null;
        var h = Convolve(norm1, conv1, x, isSpentEarly);
        if (isSpentEarly)
        {
            SpentImage.Free(x);
        }

        if (timeProjection is not null)
        {
            h.add_(timeProjection.Forward(activatedTime!).unsqueeze(-1).unsqueeze(-1));
        }

        cancellation.ThrowIfCancellationRequested();
        var residual = Convolve(norm2, conv2, h, isSpent: true);
        SpentImage.Free(h);
        residual.add_(through);
        if (isSpent && !isSpentEarly)
        {
            SpentImage.Free(x);
        }

        return residual.MoveToOuterDisposeScope();
    }

    /// <summary>The normalised image is freed before the next step.</summary>
    private static Tensor Convolve(GroupNorm norm, Conv2d convolution, Tensor x, bool isSpent)
    {
        using var scope = NewDisposeScope();
        return convolution.Forward(norm.ForwardSilu(x, isSpent)).MoveToOuterDisposeScope();
    }
}

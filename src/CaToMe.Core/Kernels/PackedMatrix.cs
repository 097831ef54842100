using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>Products by our own kernel.</summary>
/// <param name="panels">[parts x outputs up to a multiple of 16, inputs] numbers in panels.</param>
/// <param name="bias">[parts x outputs up to a multiple of 16]; zeros where there is none.</param>
/// <param name="outputs">Of each part.</param>
internal sealed class PackedMatrix(Tensor panels, Tensor bias, long outputs) : IMatrix
{
    /// <summary>Packs matrices of the same shape.</summary>
    /// <param name="weights">[outputs, inputs] each.</param>
    internal static Tensor Pack(IReadOnlyList<Tensor> weights)
    {
        using var scope = NewDisposeScope();
        var padded = Panels.Padded(weights[0].shape[0]);
        var packed = empty([weights.Count * padded, weights[0].shape[1]], dtype: weights[0].dtype);
        for (var i = 0; i < weights.Count; i++)
        {
            MatrixProduct.Pack(weights[i], packed.narrow(0, i * padded, padded));
        }

        return packed.MoveToOuterDisposeScope();
    }

    /// <summary>Biases as long as the matrices' panels.</summary>
    /// <param name="biases">[outputs] each.</param>
    internal static Tensor PackBias(IReadOnlyList<Tensor> biases)
    {
        using var scope = NewDisposeScope();
        var padding = Panels.Padded(biases[0].shape[0]) - biases[0].shape[0];
        return Stack([.. biases.Select(b => nn.functional.pad(b, [0, padding]))]).MoveToOuterDisposeScope();
    }

    /// <summary>One after another; a single one, as most are, is not copied.</summary>
    internal static Tensor Stack(IReadOnlyList<Tensor> tensors) => tensors.Count == 1 ? tensors[0] : cat([.. tensors]);

    public Tensor Multiply(Tensor x, int first, int count)
    {
        using var scope = NewDisposeScope();
        var input = x.reshape(-1, x.shape[^1]).contiguous(); // [T, inputs]
        var output = empty([input.shape[0], count * outputs]);
        if (input.shape[0] > 0)
        {
            var padded = Panels.Padded(outputs);
            for (var part = 0; part < count; part++)
            {
                var start = (first + part) * padded;
                MatrixProduct.Multiply(input, panels.narrow(0, start, padded), bias.narrow(0, start, padded), output, part * outputs, outputs);
            }
        }

        return output.view([.. x.shape[..^1], count * outputs]).MoveToOuterDisposeScope();
    }
}

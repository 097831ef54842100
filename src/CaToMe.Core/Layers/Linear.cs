using CaToMe.Kernels;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>y = x W^T + b over the last dimension; or several such maps of one input, whose outputs lie side by side.</summary>
internal sealed class Linear
{
    private readonly IMatrix matrix;
    private readonly int parts;

    internal Linear(WeightReader reader, long inputs, long outputs, bool bias = true)
        : this(reader, [""], 1, outputs, bias, [outputs, inputs])
    {
    }

    /// <summary>Several projections of one input.</summary>
    internal Linear(WeightReader reader, IReadOnlyList<string> names, long inputs, long outputs, bool bias)
        : this(reader, [.. names.Select(n => n + ".")], 1, outputs, bias, [outputs, inputs])
    {
    }

    /// <param name="reader">The layer's place in the checkpoint.</param>
    /// <param name="places">Where below it the matrices are.</param>
    /// <param name="stacked">How many projections a matrix is of.</param>
    /// <param name="outputs">Outputs of a projection.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="shape">Of a matrix as stored.</param>
    private Linear(WeightReader reader, IReadOnlyList<string> places, int stacked, long outputs, bool bias, long[] shape)
    {
        parts = places.Count * stacked;
        IReadOnlyList<string> weights = [.. places.Select(p => p + "weight")], biases = [.. places.Select(p => p + "bias")];
        switch (Routes.Products(reader.Device, reader.Type))
        {
            case Route.Own:
                var packedBias = bias
                    ? reader.Make(biases, b => PackedMatrix.PackBias(Apart(b)), stacked * outputs)
                    : reader.Keep(() => zeros(parts * Panels.Padded(outputs)));
                matrix = new PackedMatrix(reader.Make(weights, m => PackedMatrix.Pack([.. Apart(m).Select(w => w.flatten(1))]), shape), packedBias, outputs);
                break;
            case Route.OneDnn:
                var packed = reader.MakePacked(weights, Stacked, parts, OneDnn.PackMatrix, shape);
                matrix = new OneDnnMatrix(part => packed.Kept[part], Biases(), outputs);
                break;
            default:
                matrix = new LibTorchMatrix(reader.Make(weights, Stacked, shape), Biases(), outputs);
                break;
        }

        static Tensor Stacked(IReadOnlyList<Tensor> matrices) => PackedMatrix.Stack(matrices).flatten(1);

        Tensor? Biases() => bias ? reader.Make(biases, PackedMatrix.Stack, stacked * outputs) : null;

        IReadOnlyList<Tensor> Apart(IReadOnlyList<Tensor> tensors) => [.. tensors.SelectMany(t => t.chunk(stacked))];
    }

    /// <summary>Several projections of one input that are stored as one matrix.</summary>
    internal static Linear Stacked(WeightReader reader, int count, long inputs, long outputs) =>
        new(reader, [""], count, outputs, bias: true, [count * outputs, inputs]);

    /// <summary>A 1 x 1 convolution of pixels: the same product over tokens.</summary>
    internal static Linear OfPixels(WeightReader reader, long inputs, long outputs) => new(reader, [""], 1, outputs, bias: true, [outputs, inputs, 1, 1]);

    /// <summary>A projection of pixels that some checkpoints store as a 1 x 1 convolution.</summary>
    internal static Linear FromProjection(WeightReader reader, long channels, bool isLinear) =>
        isLinear ? new Linear(reader, channels, channels) : OfPixels(reader, channels, channels);

    internal Tensor Forward(Tensor x) => matrix.Multiply(x, 0, parts);

    /// <summary>Some of several projections alone.</summary>
    internal Tensor Forward(Tensor x, int first, int count) => matrix.Multiply(x, first, count);
}

using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>diffusers' TimestepEmbedding: two linear layers with SiLU between them; what else a U-Net is told is added before the first.</summary>
/// <param name="reader">Its place in the checkpoint.</param>
/// <param name="inputs">Width of the numbers' waves.</param>
/// <param name="outputs">Width of the result.</param>
/// <param name="condition">Width of what is added; null where nothing is.</param>
internal sealed class TimeEmbedding(WeightReader reader, long inputs, long outputs, long? condition = null)
{
    private readonly Linear? projection = condition is { } width ? new(reader["cond_proj"], width, inputs, bias: false) : null;
    private readonly Linear linear1 = new(reader["linear_1"], inputs, outputs), linear2 = new(reader["linear_2"], outputs, outputs);

    internal Tensor Forward(Tensor x) => linear2.Forward(linear1.Forward(x).silu_());

    /// <summary>[n, inputs] and what is added, [n, condition].</summary>
    internal Tensor Forward(Tensor x, Tensor added) => Forward(x + projection!.Forward(added));

    /// <summary>Sines and cosines of numbers (diffusers' get_timestep_embedding): [n] -> [n, width] in float32.</summary>
    internal static Tensor Sinusoidal(Tensor numbers, int width, bool flipSinToCos, double frequencyShift)
    {
        using var scope = NewDisposeScope();
        var half = width / 2;
        var frequencies = arange(half, dtype: ScalarType.Float32, device: numbers.device).mul_(-Math.Log(10000) / (half - frequencyShift)).exp_();
        var angles = numbers.to(ScalarType.Float32).unsqueeze(1) * frequencies.unsqueeze(0); // [n, width / 2]
        var (sines, cosines) = (angles.sin(), angles.cos());
        var waves = flipSinToCos ? cat([cosines, sines], 1) : cat([sines, cosines], 1);
        return (width % 2 == 0 ? waves : nn.functional.pad(waves, [0, 1])).MoveToOuterDisposeScope();
    }
}

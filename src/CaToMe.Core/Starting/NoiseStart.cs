using CaToMe.Sampling;
using static TorchSharp.torch;

namespace CaToMe.Starting;

/// <summary>Begins at noise from the CPU's generator, so that a seed means the same picture on every device.</summary>
/// <param name="shape">[B, 4, h, w].</param>
internal sealed class NoiseStart(long[] shape) : IStart
{
    public Tensor Begin(Scheduler scheduler, Generator generator) =>
        randn(shape, dtype: ScalarType.Float32, generator: generator).mul_(scheduler.InitialNoiseSigma);
}

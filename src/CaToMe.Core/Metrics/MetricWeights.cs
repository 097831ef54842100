using CaToMe.Runtime;
using CaToMe.Weights;

namespace CaToMe.Metrics;

/// <summary>The weights of a network that a measure is defined by: one safetensors file.</summary>
internal static class MetricWeights
{
    /// <summary>Opens the file, and loads libtorch.</summary>
    /// <param name="path">The file.</param>
    /// <param name="measure">What it is for, for messages.</param>
    /// <exception cref="ModelException">It is a pickle, or cannot be read.</exception>
    internal static TensorFiles Open(string path, string measure)
    {
        if (PickleFiles.Is(path))
        {
            throw PickleFiles.RefusePart(
                path, $"Convert the weights of {measure} where you trust them, in Python: "
                + "safetensors.torch.save_file(dict(module.state_dict()), \"weights.safetensors\").");
        }

        NativeRuntime.Load();
        return new TensorFiles(WeightFiles.Single(path));
    }
}

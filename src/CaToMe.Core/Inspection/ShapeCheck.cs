using CaToMe.Conditioning;
using CaToMe.Models;
using CaToMe.Runtime;
using CaToMe.UNet;
using CaToMe.Vae;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Inspection;

/// <summary>
/// Builds a component's network of tensors without memory: whether its weights fit its configuration and can be read, without
/// reading them.
/// </summary>
internal static class ShapeCheck
{
    /// <summary>Checks.</summary>
    /// <returns>The tensors that have no place in the configuration, where that does not keep the model from loading.</returns>
    /// <exception cref="ModelException">A tensor is missing, of another shape, of a type that is not supported, or without a place.</exception>
    internal static IReadOnlyList<string> Run(ModelFiles model, string component)
    {
        NativeRuntime.Load();
        using var scope = NewDisposeScope();
        using var reader = new WeightReader(new Shapes(model.Stored(component)), META, ScalarType.Float32);
        var config = model.Configs.Of(component);
        using IDisposable network = component switch
        {
            "unet" => new UNet2DConditionModel(reader, UNetConfig.From(config)),
            "vae" => new AutoencoderKL(reader, AutoencoderConfig.From(config)),
            _ => new ClipTextModel(reader, ClipTextConfig.From(config)),
        };
        return LoadedModel.LeftOver(reader, model);
    }

    /// <summary>A source's shapes and types without its values.</summary>
    private sealed class Shapes(IStoredTensors source) : ITensorSource
    {
        public IEnumerable<string> Names => source.Names;

        public long[]? ShapeOf(string name) => source.ShapeOf(name);

        public Tensor Load(string name, Staging? staging = null)
        {
            var entry = source.EntryOf(name)!;
            return empty(entry.Shape, dtype: entry.ReadableType(name, source.Location(name)), device: META);
        }

        public string Location(string name) => source.Location(name);
    }
}

using CaToMe.Conditioning;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Parity;

/// <summary>The text encoder of Stable Diffusion 1.5, as in its published config.json.</summary>
[Trait("Category", "Parity")]
public class Sd15TextEncoderTests
{
    private static readonly ClipTextConfig Config = new()
    {
        HiddenSize = 768,
        IntermediateSize = 3072,
        Layers = 12,
        Heads = 12,
        VocabularySize = 49408,
        EndId = 2,
    };

    [Theory]
    [InlineData("")]
    [InlineData("text_model.")]
    public void It_has_the_published_keys_and_shapes(string keyPrefix)
    {
        foreach (var shapes in Shapes())
        {
            var read = 0L;
            using var reader = new WeightReader(
                new ShapeSource(shapes.ToDictionary(s => keyPrefix + s.Key, s => s.Value)), META, ScalarType.Float32, parameters => read += parameters);
            using var network = new ClipTextModel(reader, Config);

            reader.EnsureAllRead(_ => false);
            Assert.Equal(shapes.Values.Sum(s => s.Aggregate(1L, (product, d) => product * d)), read);
        }
    }

    [Fact]
    public void With_hashed_weights_it_gives_transformers_numbers()
    {
        foreach (var shapes in Shapes().Where(_ => Golden.Has("sd15", "sd15.safetensors")))
        {
            using var scope = NewDisposeScope();
            using var file = Golden.Tensors("sd15", "sd15.safetensors");
            using var network = new ClipTextModel(new WeightReader(new HashedWeights("text_encoder.", shapes), CPU, ScalarType.Float32), Config);

            Assert.InRange(Golden.RelativeError(network.Forward(file.Load("text/ids")).Last, file.Load("text/last")), 0, 1e-3);
        }
    }

    /// <summary>The recorded geometry; nothing where it is absent.</summary>
    private static IEnumerable<Dictionary<string, long[]>> Shapes()
    {
        if (Golden.Has("sd15", "sd15.json"))
        {
            yield return Golden.Json("sd15", "sd15.json").GetProperty("text_encoder").EnumerateObject()
                .ToDictionary(p => p.Name, p => p.Value.EnumerateArray().Select(d => d.GetInt64()).ToArray());
        }
    }

    /// <summary>Tensors that have a shape and no memory.</summary>
    private sealed class ShapeSource(IReadOnlyDictionary<string, long[]> shapes) : ITensorSource
    {
        public IEnumerable<string> Names => shapes.Keys;

        public long[]? ShapeOf(string name) => shapes.GetValueOrDefault(name);

        public Tensor Load(string name, Staging? staging = null) => empty(shapes[name], device: META);

        public string Location(string name) => "sd15.json";
    }
}

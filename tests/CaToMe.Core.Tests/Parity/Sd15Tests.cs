using CaToMe.UNet;
using CaToMe.Vae;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Parity;

/// <summary>The real SD 1.5 geometry: every key and shape without weights, and one call of each network with hashed weights.</summary>
[Trait("Category", "Parity")]
public class Sd15Tests
{
    /// <summary>The timestep of the recorded call, which the data does not state.</summary>
    private const double RecordedTimestep = 601;

    private static readonly ModelConfigs Published = PublishedConfigs.OfSd15();

    [Fact]
    public void The_UNet_has_the_published_keys_and_shapes()
    {
        var maker = new ShapeMaker();
        using var unet = new UNet2DConditionModel(maker.Reader(), UNetConfig.From(Published.Of("unet")));
        AssertKeys("unet", maker);
    }

    [Fact]
    public void The_autoencoder_has_the_published_keys_and_shapes()
    {
        var maker = new ShapeMaker();
        using var vae = new AutoencoderKL(maker.Reader(), AutoencoderConfig.From(Published.Of("vae")));
        AssertKeys("vae", maker);
    }

    [Fact]
    public void With_hashed_weights_they_give_diffusers_numbers()
    {
        if (!Golden.Has("sd15", "sd15.safetensors"))
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var recorded = Golden.Tensors("sd15", "sd15.safetensors");
        using (var unet = new UNet2DConditionModel(
            new WeightReader(new HashedWeights("unet."), CPU, ScalarType.Float32),
            UNetConfig.From(Published.Of("unet"))))
        {
            using var prompt = new PromptAttention(recorded.Load("unet/context"));
            var output = unet.Forward(recorded.Load("unet/sample"), RecordedTimestep, prompt, new EveryToken());
            Assert.InRange(Golden.RelativeError(output, recorded.Load("unet/out")), 0, 1e-3);
        }

        using var vae = new AutoencoderKL(new WeightReader(new HashedWeights("vae."), CPU, ScalarType.Float32), AutoencoderConfig.From(Published.Of("vae")));
        Assert.InRange(Golden.RelativeError(vae.Decode(recorded.Load("vae/z")), recorded.Load("vae/decoded")), 0, 1e-3);
    }

    private static void AssertKeys(string component, ShapeMaker maker)
    {
        if (!Golden.Has("sd15", "sd15.json"))
        {
            return;
        }

        var recorded = Golden.Json("sd15", "sd15.json").GetProperty(component).EnumerateObject()
            .ToDictionary(p => p.Name, p => p.Value.EnumerateArray().Select(d => d.GetInt64()).ToArray());
        Assert.Equal(recorded.Keys.Order(StringComparer.Ordinal), maker.Asked.Keys.Order(StringComparer.Ordinal));
        Assert.All(recorded, r => Assert.Equal(r.Value, maker.Asked[r.Key]));
    }
}

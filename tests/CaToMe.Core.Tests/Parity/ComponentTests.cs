using CaToMe.UNet;
using CaToMe.Vae;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Parity;

[Trait("Category", "Parity")]
public class ComponentTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string, string> Parts(string prefix)
    {
        var data = new TheoryData<string, string>();
        foreach (var file in Directory.GetFiles(Golden.PathOf("components"), "*.json").Order())
        {
            var model = Path.GetFileNameWithoutExtension(file);
            foreach (var part in Golden.Cases("components", model + ".json").Select(c => c.GetProperty("part").GetString()!).Where(p => p.StartsWith(prefix)))
            {
                data.Add(model, part);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Parts), "unet")]
    public void The_UNet_predicts_what_diffusers_predicts(string model, string part)
    {
        var timestep = Golden.Cases("components", model + ".json").Single(c => c.GetProperty("part").GetString() == part).GetProperty("timestep").GetDouble();
        using var scope = NewDisposeScope();
        using var recorded = Golden.Tensors("components", model + ".safetensors");
        using var weights = SafetensorsFile.Open(Path.Combine(Golden.Model(model), "unet", "diffusion_pytorch_model.safetensors"));
        var config = UNetConfig.From(ModelConfig.Read(Path.Combine(Golden.Model(model), "unet", "config.json")));
        using var unet = new UNet2DConditionModel(new WeightReader(new FileSource(weights), CPU, ScalarType.Float32), config);
        using var prompt = new PromptAttention(recorded.Load(part + "/context"))
        {
            Added = config.TextTime is null ? null : (recorded.Load(part + "/text_embeds"), recorded.Load(part + "/time_ids")),
        };

        var output = unet.Forward(recorded.Load(part + "/sample"), timestep, prompt, new EveryToken());

        Assert.InRange(Golden.RelativeError(output, recorded.Load(part + "/out")), 0, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Parts), "vae")]
    public void The_autoencoder_decodes_and_encodes_what_diffusers_does(string model, string part)
    {
        using var scope = NewDisposeScope();
        using var recorded = Golden.Tensors("components", model + ".safetensors");
        using var weights = SafetensorsFile.Open(Path.Combine(Golden.Model(model), "vae", "diffusion_pytorch_model.safetensors"));
        var config = AutoencoderConfig.From(ModelConfig.Read(Path.Combine(Golden.Model(model), "vae", "config.json")));
        using var vae = new AutoencoderKL(new WeightReader(new FileSource(weights), CPU, ScalarType.Float32), config);

        var decoded = vae.Decode(recorded.Load(part + "/z"));
        var (mean, logVariance) = vae.Encode(recorded.Load(part + "/image"));

        Assert.InRange(Golden.RelativeError(decoded, recorded.Load(part + "/decoded")), 0, Tolerance);
        Assert.InRange(Golden.RelativeError(mean, recorded.Load(part + "/mean")), 0, Tolerance);
        Assert.InRange(Golden.RelativeError(logVariance, recorded.Load(part + "/logvar")), 0, Tolerance);
    }
}

using System.Text.Json;
using CaToMe.Conditioning;
using CaToMe.Denoising;
using CaToMe.Models;
using CaToMe.Pipeline;
using CaToMe.Reuse;
using CaToMe.Sampling;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Tests.Parity;

/// <summary>Runs that begin at a noised picture, at a call in the middle of the grid, against diffusers' image to image.</summary>
[Trait("Category", "Parity")]
public class MidwayTests
{
    public static TheoryData<string> Names() =>
        [.. Golden.Cases("extra", "cases.json").Where(c => c.GetProperty("kind").GetString() == "img2img").Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_that_begins_at_a_picture_gives_the_official_latents(string name)
    {
        var recorded = Golden.Cases("extra", "cases.json").Single(c => c.GetProperty("name").GetString() == name);
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        using var tensors = Golden.Tensors("extra", "cases.safetensors");
        using var plan = ModelPlan.Read(Golden.Model("tiny-sd15"), new PipelineOptions { Device = "cpu" });
        using var model = LoadedModel.Load(plan, new Loading(null, CancellationToken.None));
        var steps = recorded.GetProperty("steps").GetInt32();
        var firstStep = steps - Math.Min((int)(steps * recorded.GetProperty("strength").GetDouble()), steps);
        // Recorded with the class's own defaults, by which DDIM clips latents.
        var defaults = JsonSerializer.SerializeToElement(new { clip_sample = true });
        using var scheduler = SamplerCatalog.Create(model.Scheduler, recorded.GetProperty("scheduler").GetString(), defaults, steps, firstStep);
        using var generator = new Generator((ulong)recorded.GetProperty("seed").GetInt64(), CPU);
        var embeddings = new Conditioner(model.Text, zeroEmptyNegative: false)
            .Encode(recorded.GetProperty("prompt").GetString()!, recorded.GetProperty("negative").GetString()!, batch: 1, clipSkip: 0, CancellationToken.None);
        using var prompt = new PromptAttention(embeddings.Context);
        PlannedCall[] calls = [.. scheduler.Timesteps.Select(timestep => new PlannedCall(timestep))];
        using var difference = new Continuation();
        var denoiser = new GuidedDenoiser(
            new UNetDenoiser(model.UNet, ScalarType.Float32, prompt, calls, new EveryToken(), null, CancellationToken.None),
            recorded.GetProperty("guidance").GetDouble(), calls, difference);

        var picture = tensors.Load(recorded.GetProperty("image").GetString()!).to(ScalarType.Float32) / 127.5 - 1;
        var (mean, logVariance) = model.Vae.Encode(picture);
        var clean = (mean + (logVariance / 2).exp() * randn(mean.shape, generator: generator)) * model.Vae.Config.ScalingFactor;
        var start = scheduler.AddNoise(clean, randn(clean.shape, generator: generator), call: 0);
        var latents = new SamplingLoop(scheduler, denoiser, new FiniteCheck(ScalarType.Float32, allowed: false)).Run(start, generator);

        Assert.InRange(Golden.MeanErrorInDeviations(latents, tensors.Load(name + "/latents")), 0, 1e-3);
    }
}

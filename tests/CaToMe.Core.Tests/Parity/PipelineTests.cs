using System.Text.Json;
using System.Text.Json.Nodes;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.Sampling;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Parity;

/// <summary>Whole runs against the official pipelines: latents after the last step, and pixels.</summary>
[Trait("Category", "Parity")]
public sealed class PipelineTests(PipelineTests.Models models) : IClassFixture<PipelineTests.Models>
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in new[] { "cases", "emoji" })
        {
            foreach (var recorded in Golden.Cases("pipelines", file + ".json").Where(c => !ClipsLatents(c)))
            {
                data.Add(file, recorded.GetProperty("name").GetString()!);
            }
        }

        return data;
    }

    /// <summary>
    /// The official DDIM, made from another class's file that did not speak of clipping, clips latents as if they were pixels.
    /// We do not: see ModelSchedulerTests. DDIM with clipping is among the cases of SchedulerTests.
    /// </summary>
    private static bool ClipsLatents(JsonElement recorded)
    {
        const string Ddim = "DDIMScheduler";
        var file = Path.Combine(Golden.Model(recorded.GetProperty("model").GetString()!), "scheduler", "scheduler_config.json");
        return recorded.GetProperty("scheduler").GetString() == Ddim && SchedulerClasses.NameIn(ModelConfig.Read(file).Root) != Ddim;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_run_gives_the_official_latents_and_pixels(string file, string name)
    {
        var recorded = Golden.Cases("pipelines", file + ".json").Single(c => c.GetProperty("name").GetString() == name);
        using var scope = NewDisposeScope();
        using var expected = Golden.Tensors("pipelines", file + ".safetensors");
        var pipeline = models[recorded.GetProperty("model").GetString()!];
        var request = RequestOf(recorded, pipeline.Model);
        var tolerance = request.Merge.Method == MergeMethod.None ? 1e-3 : 2e-2;
        Tensor? first = null;
        pipeline.LatentsObserver = (call, latents) => first = call == 0 ? latents.clone().DetachFromDisposeScope() : first;

        var result = pipeline.Generate(request);
        pipeline.LatentsObserver = null;

        Assert.InRange(Golden.MeanErrorInDeviations(first!, expected.Load(name + "/latents_first")), 0, 1e-3);
        first!.Dispose();
        var error = Golden.MeanErrorInDeviations(LatentsOf(result), expected.Load(name + "/latents_last"));
        if (error > tolerance)
        {
            // Merging is a choice between near-ties, and a run with many of them is chaotic: then no two machines agree, and
            // it may differ from the official run as it differs from itself when the noise changes in its last digits.
            tolerance = request.Merge.Method == MergeMethod.None ? tolerance : 2 * SensitivityOf(pipeline, request, LatentsOf(result));
        }

        Assert.InRange(error, 0, tolerance);
        Assert.InRange(MeanPixelError(result, expected.Load(name + "/image")), 0, Math.Max(0.5, 100 * tolerance));
        if (recorded.TryGetProperty("kept_tokens_mean", out var kept))
        {
            var samples = result.Statistics.Calls.SelectMany(c => c.MergedPerSample.Select(merged => (double)(c.Tokens - merged)));
            Assert.InRange(samples.Average(), kept.GetDouble() * 0.99, kept.GetDouble() * 1.01);
        }

        if (recorded.TryGetProperty("matched_at_calls", out var matched))
        {
            Assert.Equal(matched.EnumerateArray().Select(c => c.GetInt32()), result.Statistics.Calls.Where(c => c.Computed).Select(c => c.Call).Distinct());
        }
    }

    private static Tensor LatentsOf(GenerationResult result) => tensor(result.Latents.Values).reshape(result.Latents.Shape);

    /// <summary>The most that a run changes with its noise's last digits: one nudge alone may happen to change little.</summary>
    private static double SensitivityOf(DiffusionPipeline pipeline, GenerationRequest request, Tensor latents)
    {
        return new[] { 1e-6, -1e-6, 2e-6 }.Max(Change);

        double Change(double nudge)
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator((ulong)request.Seed, CPU);
            var noise = randn(latents.shape, generator: generator) * (1 + nudge);
            var nudged = pipeline.Generate(request with { InitialLatents = new Latents(noise.data<float>().ToArray(), noise.shape) });
            return Golden.MeanErrorInDeviations(LatentsOf(nudged), latents);
        }
    }

    private static double MeanPixelError(GenerationResult result, Tensor images)
    {
        using var scope = NewDisposeScope();
        var pixels = images.permute(0, 2, 3, 1).contiguous().data<byte>().ToArray();
        return result.Images.SelectMany(i => i.Pixels).Zip(pixels, (a, b) => Math.Abs(a - b)).Average();
    }

    private static GenerationRequest RequestOf(JsonElement recorded, ModelInfo model) => new()
    {
        Prompt = recorded.GetProperty("prompt").GetString()!,
        NegativePrompt = recorded.GetProperty("negative").GetString()!,
        Steps = recorded.GetProperty("steps").GetInt32(),
        GuidanceScale = recorded.GetProperty("guidance").GetDouble(),
        Seed = recorded.GetProperty("seed").GetInt64(),
        Height = recorded.GetProperty("height").GetInt32(),
        Width = recorded.GetProperty("width").GetInt32(),
        Batch = recorded.GetProperty("count").GetInt32(),
        Sampler = SchedulerOf(recorded, model),
        Merge = MergeOf(recorded.GetProperty("merge")),
    };

    /// <summary>Our name for a class with settings over the model's own file.</summary>
    private static string? SchedulerOf(JsonElement recorded, ModelInfo model)
    {
        if (recorded.GetProperty("scheduler").GetString() is not { } className)
        {
            return null;
        }

        var config = JsonNode.Parse(File.ReadAllBytes(Path.Combine(model.Path, "scheduler", "scheduler_config.json")))!.AsObject();
        config["_class_name"] = className;
        foreach (var setting in recorded.GetProperty("config").EnumerateObject())
        {
            config[setting.Name] = JsonNode.Parse(setting.Value.GetRawText());
        }

        return SamplerCatalog.NameOf(JsonSerializer.SerializeToElement(config));
    }

    private static MergeOptions MergeOf(JsonElement merge)
    {
        return new MergeOptions
        {
            Method = merge.GetProperty("method").GetString() switch { "tome" => MergeMethod.ToMe, "catome" => MergeMethod.CaToMe, _ => MergeMethod.None },
            Ratio = Number("ratio", 0),
            Threshold = Number("threshold", 0),
            MaxDownsample = (int)Number("max_downsample", 1),
            Seed = (long)Number("seed", 0),
            Destinations = merge.TryGetProperty("random_dst", out var random) && random.GetBoolean() ? DestinationChoice.Random : DestinationChoice.First,
            CrossAttention = merge.TryGetProperty("crossattn", out var cross) && cross.GetBoolean(),
            Mlp = merge.TryGetProperty("mlp", out var mlp) && mlp.GetBoolean(),
            ReferenceCompatible = merge.TryGetProperty("scope", out var scope) && scope.GetString() == "batch",
            Checkpoints = merge.TryGetProperty("checkpoints", out var list) ? CheckpointSchedule.At(list.EnumerateArray().Select(c => c.GetInt32())) : null,
        };

        double Number(string key, double otherwise) => merge.TryGetProperty(key, out var value) ? value.GetDouble() : otherwise;
    }

    public sealed class Models : IDisposable
    {
        private readonly Dictionary<string, DiffusionPipeline> loaded = [];

        internal DiffusionPipeline this[string name] => loaded.TryGetValue(name, out var pipeline) ? pipeline
            : loaded[name] = DiffusionPipeline.Load(Golden.Model(name), new PipelineOptions { Device = "cpu" });

        public void Dispose()
        {
            foreach (var pipeline in loaded.Values)
            {
                pipeline.Dispose();
            }
        }
    }
}

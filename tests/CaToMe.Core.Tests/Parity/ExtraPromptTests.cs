using System.Text.Json;
using CaToMe.Conditioning;
using CaToMe.Models;
using CaToMe.Requests;
using static TorchSharp.torch;

namespace CaToMe.Tests.Parity;

/// <summary>Adapters, learned words and prompt weights against the official libraries.</summary>
[Trait("Category", "Parity")]
public class ExtraPromptTests
{
    /// <summary>Cases whose files are there.</summary>
    public static TheoryData<string> Of(string kind) =>
    [
        .. Golden.Cases("extra", "cases.json")
            .Where(c => c.GetProperty("kind").GetString() == kind && (!c.TryGetProperty("file", out var file) || Golden.Has("extra", file.GetString()!)))
            .Select(c => c.GetProperty("name").GetString()!),
    ];

    [Theory]
    [MemberData(nameof(Of), "lora")]
    public void An_adapter_gives_the_official_latents_and_none_the_picture_of_before(string name)
    {
        var recorded = Case(name);
        using var pipeline = DiffusionPipeline.Load(Golden.Model("tiny-sd15"), new PipelineOptions { Device = "cpu" });
        var request = Request(recorded);
        var before = pipeline.Generate(request);
        var weight = recorded.GetProperty("weight").GetDouble().ToString(System.Globalization.CultureInfo.InvariantCulture);

        var adapted = pipeline.Generate(request with { Lora = $"{Golden.PathOf("extra", recorded.GetProperty("file").GetString()!)}:{weight}" });
        Compare(name, adapted);
        Assert.Equal(before.Latents.Values, pipeline.Generate(request).Latents.Values);
        Assert.Single(adapted.LoraHashes);
        Assert.Empty(adapted.Warnings.Except(before.Warnings));
    }

    [Theory]
    [MemberData(nameof(Of), "textual_inversion")]
    public void A_learned_word_gives_the_official_latents(string name)
    {
        var recorded = Case(name);
        var options = new PipelineOptions { Device = "cpu", Embeddings = Golden.PathOf("extra", recorded.GetProperty("file").GetString()!) };
        using var pipeline = DiffusionPipeline.Load(Golden.Model("tiny-sd15"), options);
        var result = pipeline.Generate(Request(recorded));
        Compare(name, result);
        Assert.Equal([recorded.GetProperty("token").GetString()!], result.EmbeddingHashes.Keys);
    }

    [Theory]
    [MemberData(nameof(Of), "weights")]
    public void Weights_are_read_and_applied_as_recorded(string name)
    {
        var recorded = Case(name);
        var parts = PromptPart.Parse(recorded.GetProperty("text").GetString()!);
        Assert.Equal(
            recorded.GetProperty("parsed").EnumerateArray().Select(p => (p[0].GetString()!, Math.Round(p[1].GetDouble(), 12))),
            parts.Select(p => (p.Text, Math.Round(p.Weight, 12))));

        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        using var plan = ModelPlan.Read(Golden.Model("tiny-sd15"), new PipelineOptions { Device = "cpu" });
        using var model = LoadedModel.Load(plan, new Loading(null, CancellationToken.None));
        using var tensors = Golden.Tensors("extra", "cases.safetensors");
        var encoded = model.Text.Encode(parts, model.Text.ChunksOf(parts), batch: 1, skippedLayers: 0, CancellationToken.None);
        Assert.InRange(Golden.RelativeError(encoded.Context, tensors.Load(name + "/embedding")), 0, 1e-4);
    }

    private static JsonElement Case(string name) => Golden.Cases("extra", "cases.json").Single(c => c.GetProperty("name").GetString() == name);

    private static GenerationRequest Request(JsonElement recorded) => new()
    {
        Prompt = recorded.GetProperty("prompt").GetString()!,
        NegativePrompt = recorded.GetProperty("negative").GetString()!,
        Sampler = recorded.GetProperty("scheduler").GetString(),
        Steps = recorded.GetProperty("steps").GetInt32(),
        Seed = recorded.GetProperty("seed").GetInt64(),
        GuidanceScale = recorded.GetProperty("guidance").GetDouble(),
        Width = 64,
        Height = 64,
    };

    private static void Compare(string name, GenerationResult result)
    {
        using var scope = NewDisposeScope();
        using var tensors = Golden.Tensors("extra", "cases.safetensors");
        var expected = tensors.Load(name + "/latents");
        Assert.InRange(Golden.MeanErrorInDeviations(tensor(result.Latents.Values).reshape(result.Latents.Shape), expected), 0, 1e-3);
    }
}

using CaToMe.Imaging;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Tests.Weights;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Adapters;

/// <summary>Whole runs with what people are used to from the web UI, and adapters where numbers are rounded or a model has two text encoders.</summary>
public sealed class HabitsTests : IDisposable
{
    private static readonly GenerationRequest Request =
        new() { Prompt = "a fox", Steps = 2, Width = 64, Height = 64, GuidanceScale = 3, PromptSyntax = PromptSyntax.WebUi };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_adapter_on_bfloat16_weights_comes_off_to_the_bit()
    {
        using var pipeline = DiffusionPipeline.Load(null, new PipelineOptions { Device = "cpu", Dtype = "bfloat16" });
        var lora = SaveLora("a", ("lora_unet_down_blocks_0_resnets_0_conv1", ShapeOf(EmbeddedModel.Path, "unet", "down_blocks.0.resnets.0.conv1.weight")));
        var plain = pipeline.Generate(Request).Latents.Values;

        var adapted = pipeline.Generate(Request with { Lora = lora }).Latents.Values;

        Assert.NotEqual(plain, adapted);
        Assert.Equal(adapted, pipeline.Generate(Request with { Lora = lora }).Latents.Values);
        Assert.Equal(plain, pipeline.Generate(Request).Latents.Values);
    }

    [Theory]
    [InlineData("lora_te1_text_model_encoder_layers_0_mlp_fc1", "text_encoder", "text_model.encoder.layers.0.mlp.fc1.weight")]
    [InlineData("lora_te2_text_model_encoder_layers_0_mlp_fc1", "text_encoder_2", "text_model.encoder.layers.0.mlp.fc1.weight")]
    [InlineData("lora_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_q", "unet", "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q.weight")]
    [InlineData("lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_q", "unet",
        "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q.weight")]
    public void Each_name_that_kohya_gives_SDXLs_layers_is_found(string name, string component, string tensor)
    {
        var path = NarrowFiles.Write(folder, "sdxl");
        using var pipeline = DiffusionPipeline.Load(path, new PipelineOptions { Device = "cpu", ConfigFolder = folder.Path });
        var lora = SaveLora("xl", (name, ShapeOf(path, component, tensor, folder.Path)));
        var request = Request with { Steps = 1 };
        var plain = pipeline.Generate(request).Latents.Values;

        var adapted = pipeline.Generate(request with { Lora = lora });

        Assert.DoesNotContain(adapted.Warnings, w => w.Contains("no place", StringComparison.Ordinal));
        Assert.NotEqual(plain, adapted.Latents.Values);
        Assert.Equal(plain, pipeline.Generate(request).Latents.Values);
    }

    [Fact]
    public void A_wildcard_takes_a_line_by_the_seed_and_the_picture_repeats_without_its_file()
    {
        folder.Write("# colours\nred\n\nblue\n", "wild", "colours.txt");
        folder.Write("secret", "outside.txt");
        using var pipeline = Embedded(folder["wild"]);
        var drawn = Enumerable.Range(0, 6).Select(seed => pipeline.Generate(Request with { Prompt = "a __colours__ apple", Seed = seed, Steps = 1 })).ToList();

        Assert.Equal(["a blue apple", "a red apple"], drawn.Select(d => d.Request.Prompt).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(drawn[0].Latents.Values, pipeline.Generate(drawn[0].Request).Latents.Values);
        foreach (var name in new[] { "../outside", "nothing" })
        {
            Assert.Contains("It has: colours", Assert.Throws<CaToMeException>(() => pipeline.Generate(Request with { Prompt = $"__{name}__" })).Message);
        }
    }

    [Fact]
    public void The_shorter_of_prompt_and_negative_prompt_is_filled_up()
    {
        using var pipeline = Embedded();
        var prompt = string.Join(", ", Enumerable.Repeat("a red fox", 40)); // more than 75 tokens
        var (longer, longNegative) = (Request with { Prompt = prompt, NegativePrompt = "blue" }, Request with { NegativePrompt = prompt });

        Assert.NotEqual(pipeline.Generate(longer).Latents.Values, pipeline.Generate(longer with { NegativePrompt = "" }).Latents.Values);
        Assert.NotEqual(pipeline.Generate(longNegative).Latents.Values, pipeline.Generate(Request).Latents.Values);
        Assert.DoesNotContain(pipeline.Generate(longer).Warnings, w => w.Contains("dropped", StringComparison.Ordinal));
    }

    [Fact]
    public void A_scheduled_prompt_draws_its_first_steps_as_the_first_text_alone()
    {
        using var pipeline = Embedded();
        var (apple, scheduled) = (Latents(pipeline, "an apple"), Latents(pipeline, "[an apple:a house:2]"));
        Assert.Equal(apple[..2], scheduled[..2]);
        Assert.NotEqual(apple[2], scheduled[2]);

        Assert.Equal(scheduled, Latents(pipeline, "[an apple:a house:0.5]"));
        var (alternating, house) = (Latents(pipeline, "[an apple|a house]"), Latents(pipeline, "a house"));
        Assert.Equal(apple[0], alternating[0]);
        Assert.NotEqual(apple[1], alternating[1]);
        Assert.NotEqual(house[0], alternating[0]);
    }

    [Fact]
    public void A_picture_keeps_the_hash_of_its_adapter()
    {
        using var pipeline = Embedded();
        var lora = SaveLora("style", ("lora_unet_down_blocks_0_resnets_0_conv1", ShapeOf(EmbeddedModel.Path, "unet", "down_blocks.0.resnets.0.conv1.weight")));
        var drawn = pipeline.Generate(Request with { Lora = lora + ":0.5", Steps = 1 });
        PngFile.Save(folder["a.png"], drawn.Images[0], ImageMetadata.Of(drawn).ToText());

        var read = ImageMetadata.Read(folder["a.png"]);

        Assert.Equal(drawn.LoraHashes, read.LoraHashes);
        Assert.Equal(12, read.LoraHashes!["style"].Length);
        Assert.Equal(drawn.Latents.Values, pipeline.Generate(read.Request).Latents.Values);
    }

    private static DiffusionPipeline Embedded(string? wildcards = null) =>
        DiffusionPipeline.Load(null, new PipelineOptions { Device = "cpu", WildcardFolder = wildcards });

    /// <summary>The latents after each of four steps, as text.</summary>
    private static List<string> Latents(DiffusionPipeline pipeline, string prompt)
    {
        var seen = new List<string>();
        pipeline.LatentsObserver = (_, latents) => seen.Add(string.Join(' ', latents.cpu().to(ScalarType.Float32).data<float>().ToArray().Take(64)));
        pipeline.Generate(Request with { Prompt = prompt, Steps = 4, Sampler = "ddim" });
        pipeline.LatentsObserver = null;
        return seen;
    }

    private static long[] ShapeOf(string model, string component, string tensor, string? configs = null)
    {
        using var files = ModelFiles.Open(model, configs);
        return files.Weights(component).ShapeOf(tensor)!;
    }

    private string SaveLora(string name, (string Layer, long[] Shape) layer)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        long[] up = [layer.Shape[0], 2, .. layer.Shape.Skip(2).Select(_ => 1L)];
        return SafetensorsFile.Save(folder[name + ".safetensors"], new Dictionary<string, Tensor>
        {
            [layer.Layer + ".lora_up.weight"] = randn(up, generator: generator),
            [layer.Layer + ".lora_down.weight"] = randn([2, .. layer.Shape.Skip(1)], generator: generator),
            [layer.Layer + ".alpha"] = tensor(2f),
        });
    }
}

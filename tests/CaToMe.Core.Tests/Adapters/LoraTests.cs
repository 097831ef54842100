using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Adapters;

/// <summary>Adapters on the embedded model: every form, off again, and what is refused.</summary>
public sealed class LoraTests(LoraTests.Loaded loaded) : IClassFixture<LoraTests.Loaded>, IDisposable
{
    private const string Layer = "down_blocks.0.resnets.0.conv1", Kohya = "lora_unet_down_blocks_0_resnets_0_conv1";

    private static readonly GenerationRequest Request = new() { Prompt = "a fox", Steps = 1, Width = 64, Height = 64, GuidanceScale = 1 };

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string> Forms() => new()
    {
        { Kohya + ".lora_up.weight=O,2,1,1 " + Kohya + ".lora_down.weight=2,I,3,3 " + Kohya + ".alpha=", "LoCon" },
        { Kohya + ".lora_up.weight=O,2,1,1 " + Kohya + ".lora_down.weight=2,I,1,1 " + Kohya + ".lora_mid.weight=2,2,3,3", "LoCon with a core" },
        { "unet." + Layer + ".lora_B.weight=O,2,1,1 unet." + Layer + ".lora_A.weight=2,I,3,3", "PEFT" },
        { "unet." + Layer + ".lora.up.weight=O,2,1,1 unet." + Layer + ".lora.down.weight=2,I,3,3", "diffusers" },
        { Kohya + ".hada_w1_a=O,2 " + Kohya + ".hada_w1_b=2,9I " + Kohya + ".hada_w2_a=O,2 " + Kohya + ".hada_w2_b=2,9I", "LoHa" },
        { Kohya + ".lokr_w1=2,2 " + Kohya + ".lokr_w2_a=o,2 " + Kohya + ".lokr_w2_b=2,9i", "LoKr" },
        { Kohya + ".diff=O,I,3,3", "the change itself" },
        { "lora_unet_input_blocks_1_0_in_layers_2.lora_up.weight=O,2,1,1 lora_unet_input_blocks_1_0_in_layers_2.lora_down.weight=2,I,3,3", "original names" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_changes_the_picture_and_comes_off_to_the_bit(string tensors, string form)
    {
        var before = Draw(null);
        var path = Save(form.Replace(' ', '-'), tensors);
        Assert.NotEqual(before, Draw(path + ":0.5"));
        Assert.Equal(before, Draw(path + ":0"));
        Assert.Equal(before, Draw(null));
    }

    [Fact]
    public void Two_adapters_add_up_and_their_order_does_not_leave_a_trace()
    {
        var before = Draw(null);
        var (a, b) = (Save("a", Forms().First()[0].ToString()!), Save("b", Forms().Last()[0].ToString()!));
        var both = Draw($"{a}:0.5,{b}:0.25");
        Assert.NotEqual(Draw($"{a}:0.5"), both);
        Assert.Equal(both, Draw($"{a}:0.5,{b}:0.25"));
        Assert.Equal(before, Draw(null));
    }

    [Fact]
    public void Drawing_with_and_without_adapters_leaves_no_tensors_behind()
    {
        var path = Save("a", Forms().First()[0].ToString()!);
        Draw(path);
        Draw(null);
        var count = TensorCount.Settled();
        Draw(path);
        Draw(null);
        Assert.Equal(count, Tensor.TotalCount);
    }

    [Fact]
    public void What_has_no_place_is_said_and_the_rest_applies()
    {
        var path = Save("a", Forms().First()[0] + " lora_unet_nowhere.lora_up.weight=4,2 lora_unet_nowhere.lora_down.weight=2,4 bundle_emb.x=3");
        var warnings = loaded.Pipeline.Generate(Request with { Lora = path }).Warnings;
        Assert.Contains(warnings, w => w.StartsWith("3 tensor(s) of the LoRA a have no place in this model", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Kohya + ".lora_up.weight=O,2,1,1 " + Kohya + ".lora_down.weight=3,I,3,3", "the rank 2 and the other 3")]
    [InlineData(Kohya + ".lora_up.weight=7,2,1,1 " + Kohya + ".lora_down.weight=2,I,3,3", "does not fit")]
    [InlineData(Kohya + ".lora_up.weight=O,2,1,1", "parts are missing")]
    [InlineData(Kohya + ".lora_up.weight=8 " + Kohya + ".lora_down.weight=8", "a matrix is needed")]
    [InlineData(Kohya + ".hada_w1_a=O,2 " + Kohya + ".hada_w1_b=3,I " + Kohya + ".hada_w2_a=O,2 " + Kohya + ".hada_w2_b=2,I", "do not fit each other")]
    [InlineData(Kohya + ".lokr_w1=3,2 " + Kohya + ".lokr_w2=2,2", "do not fit each other")]
    [InlineData(Kohya + ".diff=3,2", "its parts make 3 x 2")]
    [InlineData(Kohya + ".lora_up.weight=O,2,1,1 " + Kohya + ".lora_down.weight=2,I,3,3 " + Kohya + ".dora_scale=1,1", "DoRA")]
    [InlineData("lora_te2_nowhere.lora_up.weight=4,2 lora_te2_nowhere.lora_down.weight=2,4", "fits no layer")]
    [InlineData("emb_params=2,2", "is no LoRA")]
    public void What_does_not_fit_is_one_error_and_the_model_stays_as_it_was(string tensors, string expected)
    {
        var before = Draw(null);
        Assert.Contains(expected, Assert.Throws<ModelException>(() => Draw(Save("bad", tensors))).Message);
        Assert.Equal(before, Draw(null));
    }

    [Fact]
    public void A_file_that_claims_a_huge_header_or_is_a_pickle_is_refused()
    {
        var huge = Path.Combine(folder.Path, "huge.safetensors");
        File.WriteAllBytes(huge, [.. BitConverter.GetBytes(long.MaxValue), (byte)'{']);
        Assert.Contains("header", Assert.Throws<ModelException>(() => Draw(huge)).Message);
        var pickle = Path.Combine(folder.Path, "a.pt");
        File.WriteAllBytes(pickle, [1]);
        Assert.Contains("runs whatever code", Assert.Throws<ModelException>(() => Draw(pickle)).Message);
    }

    [Fact]
    public void A_name_is_found_in_the_folder_and_leads_nowhere_else()
    {
        Save("sub/style", Forms().First()[0].ToString()!);
        using var pipeline = DiffusionPipeline.Load(null, new PipelineOptions { Device = "cpu", LoraFolder = Path.Combine(folder.Path, "sub") });
        var tagged = Request with { Prompt = "a fox<lora:style:0.5>", PromptSyntax = PromptSyntax.WebUi };
        var drawn = pipeline.Generate(tagged);
        Assert.Equal(pipeline.Generate(Request with { Lora = "style:0.5" }).Latents.Values, drawn.Latents.Values);
        Assert.Equal(["style"], drawn.LoraHashes.Keys);
        Save("outside", Forms().First()[0].ToString()!);
        foreach (var name in new[] { "../outside", Path.Combine(folder.Path, "outside.safetensors"), "nothing" })
        {
            Assert.Contains("It has: style", Assert.Throws<CaToMeException>(() => pipeline.Generate(tagged with { Prompt = $"<lora:{name}:1>" })).Message);
        }
    }

    [Fact]
    public void A_weight_that_is_none_is_an_option_error()
    {
        Assert.Throws<OptionException>(() => Draw("a:b"));
        Assert.Throws<OptionException>(() => Draw("a:1e9"));
        Assert.Throws<OptionException>(() => loaded.Pipeline.Generate(Request with { Prompt = "<lora:a:0.5:0.2>", PromptSyntax = PromptSyntax.WebUi }));
    }

    public void Dispose() => folder.Dispose();

    private float[] Draw(string? lora) => loaded.Pipeline.Generate(Request with { Lora = lora }).Latents.Values;

    /// <summary>Writes tensors that are described as <c>name=2,I,3,3</c>: I and O are the layer's channels, i and o half of them.</summary>
    private string Save(string name, string tensors)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        var path = Path.Combine(folder.Path, name + ".safetensors");
        return SafetensorsFile.Save(path, tensors.Split(' ').Select(t => t.Split('=')).ToDictionary(
            t => t[0], t => t[1].Length == 0 ? tensor(2f) : randn([.. t[1].Split(',').Select(Size)], generator: generator)));
    }

    private long Size(string text)
    {
        var (outputs, inputs) = (loaded.Shape[0], loaded.Shape[1]);
        return text switch
        {
            "O" => outputs,
            "I" => inputs,
            "9I" => 9 * inputs,
            "o" => outputs / 2,
            "9i" => 9 * inputs / 2,
            var number => long.Parse(number, System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    public sealed class Loaded : IDisposable
    {
        public Loaded()
        {
            using var files = ModelFiles.Open(EmbeddedModel.Path);
            Shape = files.Weights("unet").ShapeOf(Layer + ".weight")!;
        }

        public DiffusionPipeline Pipeline { get; } = DiffusionPipeline.Load(null, new PipelineOptions { Device = "cpu" });

        internal long[] Shape { get; }

        public void Dispose() => Pipeline.Dispose();
    }
}

using System.Globalization;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Previews;
using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.Sampling;
using CaToMe.Settings;

namespace CaToMe.Tests.Settings;

public class DeclarationTests
{
    private static readonly GenerationRequest Request = new() { Prompt = "a fox" };

    /// <summary>Values that differ from the defaults.</summary>
    private static readonly GenerationRequest OtherRequest = Request with
    {
        NegativePrompt = "fog",
        Seed = -7,
        Width = 512,
        Height = 768,
        Steps = 30,
        GuidanceScale = 4.5,
        Sampler = "euler-a",
        Schedule = TimestepSchedule.Parse("ays"),
        GuidanceCalls = CheckpointSchedule.Parse("every-2"),
        GuidanceInterval = ShareRange.Parse("0.2-0.8"),
        DeepCalls = CheckpointSchedule.Parse("0-3"),
        ShallowLayers = 2,
        UNetCalls = CheckpointSchedule.Parse("every-3"),
        ClipSkip = 1,
        PromptSyntax = PromptSyntax.WebUi,
        Lora = "style:0.8,detail:-0.5",
        VaeTiling = VaeTiling.On,
        Batch = 2,
        InitImage = CaToMe.Sources.SourceImage.FromFile("cat.jpg"),
        Strength = 0.5,
        Mask = CaToMe.Sources.SourceImage.FromFile("mask.png"),
        InvertMask = true,
        MaskBlur = 8,
        MaskPadding = 32,
        Control = "canny=edges.png:0.8:0-0.6",
        Hires = 2,
        HiresUpscaler = HiresUpscaler.Pixels,
        HiresStrength = 0.4,
        HiresSteps = 12,
        AllowNonfinite = true,
        CollectPairs = true,
    };

    private static readonly MergeOptions OtherMerge = MergeOptions.Parse(
        "catome:0.9@0,5 stride=4x8 dst=random seed=7 max-downsample=2 cross-attention mlp no-self-attention keys corrected "
        + "reference-compatible") with { Ratio = 0.25 };

    private static readonly PipelineOptions OtherPipeline =
        new() { ConfigFolder = "sd15", Device = "cpu", Dtype = "float16", Threads = 3, Prediction = "sample", TimestepSpacing = "linspace",
            Vae = "vae", LoraFolder = "loras", Embeddings = "embeddings", WildcardFolder = "wildcards" };

    private static readonly PreviewOptions OtherPreviews = new() { Preview = "linear", PreviewEvery = 2, PreviewPath = "previews/{step}.png" };

    [Fact]
    public void Every_property_of_a_request_is_a_setting()
    {
        // The prompt, how it merges, and what only programs can give.
        string[] others = ["Prompt", "Merge", "InitialLatents", "CollectPairs"];
        Assert.Empty(typeof(GenerationRequest).GetProperties().Select(p => p.Name).Except(others).Except(RequestSettings.All.Select(s => s.Name)));
    }

    [Fact]
    public void Every_property_of_merge_options_is_a_setting() => Assert.Empty(
        typeof(MergeOptions).GetProperties().Where(p => p.CanWrite && !p.GetMethod!.IsStatic).Select(p => p.Name)
            .Except(MergeSettings.All.Concat(MergeSettings.Properties).Select(s => s.Name)));

    [Fact]
    public void Every_property_of_pipeline_options_is_a_setting() =>
        Assert.Empty(typeof(PipelineOptions).GetProperties().Where(p => p.CanWrite).Select(p => p.Name).Except(PipelineSettings.All.Select(s => s.Name)));

    [Fact]
    public void Every_property_of_preview_options_is_a_setting() =>
        Assert.Empty(typeof(PreviewOptions).GetProperties().Where(p => p.CanWrite).Select(p => p.Name).Except(PreviewSettings.All.Select(s => s.Name)));

    [Fact]
    public void A_setting_changes_its_own_value_and_reads_the_text_of_it()
    {
        Check(RequestSettings.All, Request, OtherRequest);
        Check(MergeSettings.All, MergeOptions.None, OtherMerge);
        Check(MergeSettings.Properties, MergeOptions.None, OtherMerge);
        Check(PipelineSettings.All, new PipelineOptions(), OtherPipeline);
        Check(PreviewSettings.All, new PreviewOptions(), OtherPreviews);

        static void Check<T>(IReadOnlyList<Setting<T>> settings, T defaults, T others) => Assert.All(settings, setting =>
        {
            Assert.NotEqual(setting.Get(defaults), setting.Get(others));
            var changed = setting.Read(defaults, SettingKind.Write(setting.Get(others)!));
            Assert.Equal(setting.Get(others), setting.Get(changed));
            Assert.Equal(changed, setting.With(defaults, setting.Get(others)!));
            Assert.Null(setting.Check(changed));
            Assert.Null(setting.Check(defaults));
        });
    }

    [Fact]
    public void Names_and_spellings_are_different_and_sentences_are_sentences()
    {
        Check(RequestSettings.All);
        Check(MergeSettings.All);
        Check(PipelineSettings.All);
        Check(PreviewSettings.All);

        static void Check(IReadOnlyList<Setting> settings)
        {
            var names = settings.SelectMany(s => s.Aliases.Prepend(s.Name));
            foreach (var spellings in new[] { names, settings.Select(s => s.Option), settings.Select(s => s.Key), settings.Select(s => s.Word) })
            {
                Assert.All(spellings.OfType<string>().CountBy(n => n, StringComparer.OrdinalIgnoreCase), n => Assert.Equal(1, n.Value));
            }

            Assert.All(settings, s => Assert.EndsWith(".", s.Description));
            Assert.All(settings, s => Assert.EndsWith(".", s.Accepted));
            Assert.All(settings, s => Assert.Equal(s.Kind.IsSwitch || s.Option is null, s.Placeholder is null));
        }
    }

    [Fact]
    public void Keys_are_options_in_camel_case_unless_they_say_otherwise() => Assert.Equal(
        ["negative", "clipSkip", "mergeSeed", "method"],
        new Setting[] { RequestSettings.NegativePrompt, RequestSettings.ClipSkip, MergeSettings.Seed, MergeSettings.Method }.Select(s => s.Key));

    [Fact]
    public void Everything_that_is_not_accepted_is_said_at_once()
    {
        var request = Request with { Steps = 0, ClipSkip = -1, Sampler = "quantum", Merge = new MergeOptions { Ratio = 2, StrideX = 0 } };
        var error = Assert.Throws<InvalidOptionsException>(request.Validate);
        Assert.Equal(["Ratio", "Stride", "Steps", "Sampler", "ClipSkip"], error.Errors.Select(e => e.Option));
        Assert.Equal(error.Errors.Select(e => e.Message), error.Message.Split('\n'));
    }

    [Fact]
    public void What_the_model_cannot_do_is_said_with_it()
    {
        var model = Measuring.FakeModel.Model with { MaxSkippedTextLayers = 3 };
        var error = Assert.Throws<InvalidOptionsException>(() => (Request with { Steps = 0, Width = 65, ClipSkip = 4 }).Resolve(model));
        Assert.Equal(["Steps", "Width", "ClipSkip"], error.Errors.Select(e => e.Option));
        Assert.Contains("0 to 3", error.Message);
    }

    [Fact]
    public void Numbers_are_read_and_written_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal("4.5", SettingKind.Write(RequestSettings.GuidanceScale.Get(OtherRequest)!));
            Assert.Equal(4.5, RequestSettings.GuidanceScale.Read(Request, "4.5").GuidanceScale);
            Assert.Throws<OptionException>(() => RequestSettings.GuidanceScale.Read(Request, "4,5"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

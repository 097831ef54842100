using System.Globalization;
using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.Sampling;
using CaToMe.Tool.Options;

namespace CaToMe.Tool.Tests.Options;

public class PictureOptionGroupTests
{
    private readonly PictureOptionGroup group = new();

    [Fact]
    public void Without_options_the_engines_defaults_and_a_fixed_seed_apply() =>
        Assert.Equal(new GenerationRequest { Prompt = "a house", Seed = 42 }, Read(""));

    [Fact]
    public void Every_option_reaches_the_engine() => Assert.Equal(
        new GenerationRequest
        {
            Prompt = "a house",
            NegativePrompt = "fog",
            Seed = 5_000_000_000,
            Steps = 30,
            GuidanceScale = 4.5,
            Sampler = "euler-a",
            Width = 320,
            Height = 192,
            ClipSkip = 1,
            VaeTiling = VaeTiling.On,
            Schedule = TimestepSchedule.Parse("karras"),
            GuidanceCalls = CheckpointSchedule.Parse("every-2"),
            GuidanceInterval = ShareRange.Parse("0.2-0.8"),
            DeepCalls = CheckpointSchedule.Parse("0-4,6"),
            ShallowLayers = 2,
            UNetCalls = CheckpointSchedule.Parse("0,2,4"),
        },
        Read("--schedule Karras --guidance-calls every-2 --guidance-interval 0.2-0.8 --deep-calls 0-4,6 --shallow-layers 2 --unet-calls 0,2,4 "
            + "--negative fog --seed 5000000000 --steps 30 --guidance 4.5 --sampler Euler-A --width 320 --height 192 --clip-skip 1 --vae-tiling ON"));

    [Fact]
    public void Numbers_mean_the_same_where_the_decimal_sign_is_a_comma()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(2.5, Read("--guidance 2.5").GuidanceScale);
            Assert.Single(CommandLine.Parse(group, "--guidance 2,5").Errors);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("--steps 2.5")]
    [InlineData("--steps many")]
    [InlineData("--vae-tiling 1")]
    [InlineData("--steps 99999999999")]
    [InlineData("--guidance NaN")]
    [InlineData("--guidance 1e999")]
    [InlineData("--seed 0x10")]
    public void What_is_no_value_is_named_with_its_option(string line)
    {
        var error = Assert.Single(CommandLine.Parse(group, line).Errors).Message;
        Assert.StartsWith(line.Split(' ')[0] + " is " + line.Split(' ')[1], error);
    }

    [Fact]
    public void An_empty_value_is_said_to_be_empty_and_a_long_one_is_cut()
    {
        Assert.StartsWith("--steps is empty: give a number of steps from 1 to 1000", Assert.Single(CommandLine.Parse(group, "--steps \"\"").Errors).Message);
        Assert.InRange(Assert.Single(CommandLine.Parse(group, $"--steps {new string('9', 500)}").Errors).Message.Length, 80, 160);
    }

    [Fact]
    public void Other_programs_names_and_short_ones_are_understood() => Assert.Equal(
        Read("--negative fog --seed 7 --guidance 4 --sampler euler --width 320 --height 192"),
        Read("-n fog -s 7 --cfg-scale 4 --sampling-method euler -W 320 -H 192"));

    [Fact]
    public void A_random_seed_is_another_one_each_time_and_known() =>
        Assert.Equal(5, Enumerable.Range(0, 5).Select(_ => Read("--seed random").Seed).Where(s => s is >= 0 and < 1L << 32).Distinct().Count());

    [Theory]
    [InlineData("DPM++ 2M Karras")]
    [InlineData("dpm++2m-karras")]
    public void Samplers_are_known_by_the_names_of_web_UIs_too(string name) => Assert.Equal("dpm++2m-karras", Read($"--sampler \"{name}\"").Sampler);

    [Fact]
    public void An_unknown_sampler_is_refused_with_the_known_ones() =>
        Assert.Contains("euler-a", Assert.Throws<OptionException>(() => Read("--sampler eulr")).Message);

    [Fact]
    public void A_negative_prompt_without_guidance_is_reported() =>
        Assert.StartsWith("--negative has no effect", Assert.Single(
            group.WithoutEffect(CommandLine.Parse(group, "--negative fog --guidance 1"), Read("--negative fog --guidance 1"))));

    [Fact]
    public void Layers_are_of_no_use_without_calls_that_leave_the_deeper_ones_out() => Assert.Equal(
        "--shallow-layers has no effect without --deep-calls, which says which calls leave the deeper layers out.",
        Assert.Single(group.WithoutEffect(CommandLine.Parse(group, "--shallow-layers 2"), Read("--shallow-layers 2"))));

    [Fact]
    public void Samplers_complete() =>
        Assert.Contains(
            "dpm++2m-karras",
            group.Options.Single(o => o.Name == "--sampler").GetCompletions(System.CommandLine.Completions.CompletionContext.Empty)
                .Select(c => c.Label));

    private GenerationRequest Read(string line) => group.Read(CommandLine.Parse(group, line), "a house");
}

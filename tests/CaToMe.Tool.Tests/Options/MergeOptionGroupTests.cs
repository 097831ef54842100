using CaToMe.Merging;
using CaToMe.Reuse;
using CaToMe.Tool.Options;

namespace CaToMe.Tool.Tests.Options;

public class MergeOptionGroupTests
{
    private readonly MergeOptionGroup group = new();

    [Fact]
    public void Without_options_nothing_merges() => Assert.Equal(MergeOptions.None, Read(""));

    [Fact]
    public void What_is_not_said_is_left_to_the_model() => Assert.Equal(new MergeOptions { Method = MergeMethod.CaToMe }, Read("--merge catome"));

    [Fact]
    public void Every_option_reaches_the_engine() => Assert.Equal(
        new MergeOptions
        {
            Method = MergeMethod.CaToMe,
            Ratio = 0.25,
            Threshold = -0.5,
            Checkpoints = CheckpointSchedule.Parse("0,5,9"),
            MaxDownsample = 2,
            StrideX = 2,
            StrideY = 4,
            Destinations = DestinationChoice.Random,
            Seed = 99,
            CrossAttention = true,
            Mlp = true,
            KeysOnly = true,
            Corrected = true,
            ReferenceCompatible = true,
        },
        Read("--merge catome --ratio 0.25 --threshold -0.5 --checkpoints 0,5,9 --max-downsample 2 --stride 2x4 "
            + "--dst random --merge-seed 99 --merge-cross-attention --merge-mlp --keys-only --corrected --reference-compatible"));

    [Fact]
    public void A_single_stride_is_for_both_sides() => Assert.Equal((4, 4), (Read("--stride 4").StrideX, Read("--stride 4").StrideY));

    [Fact]
    public void Words_are_known_in_any_letter_case() => Assert.Equal(MergeMethod.ToMe, Read("--merge ToMe").Method);

    [Theory]
    [InlineData("--threshold 1.5", "Threshold")]
    [InlineData("--ratio -0.1", "Ratio")]
    [InlineData("--stride 0", "Stride")]
    [InlineData("--max-downsample 3", "MaxDownsample")]
    [InlineData("--checkpoints often", "Checkpoints")]
    public void The_engine_says_what_is_out_of_range(string line, string option) =>
        Assert.Equal(option, Assert.Throws<OptionException>(() => Read(line)).Option);

    [Theory]
    [InlineData("--merge tome --threshold 0.9", "--threshold")]
    [InlineData("--merge catome --ratio 0.5", "--ratio")]
    [InlineData("--stride 4", "--stride")]
    [InlineData("--merge none --merge-mlp", "--merge-mlp")]
    [InlineData("--merge tome --merge-seed 3", "--merge-seed")]
    public void A_setting_that_does_nothing_is_named(string line, string option) =>
        Assert.StartsWith($"{option} has no effect", Assert.Single(WithoutEffect(line)));

    [Theory]
    [InlineData("")]
    [InlineData("--merge tome --ratio 0.3 --checkpoints every-5")]
    [InlineData("--merge catome --threshold 0.9 --dst random --merge-seed 3")]
    public void Settings_that_fit_raise_no_warning(string line) => Assert.Empty(WithoutEffect(line));

    private MergeOptions Read(string line) => group.Read(CommandLine.Parse(group, line), MergeOptions.None);

    private IEnumerable<string> WithoutEffect(string line) => group.WithoutEffect(CommandLine.Parse(group, line), Read(line));
}

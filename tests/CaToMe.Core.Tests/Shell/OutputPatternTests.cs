using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Shell;

namespace CaToMe.Tests.Shell;

public class OutputPatternTests
{
    private static readonly GenerationRequest Request = new() { Prompt = "A fox!", Seed = 7 };

    private static readonly ModelInfo Model = new()
    {
        Name = "SD v1.5", Path = "", Hash = "", Family = "", Device = "cpu", Dtype = "float32", DefaultWidth = 512, DefaultHeight = 768,
        DefaultGuidanceScale = 7.5, DefaultSampler = "pndm", RecommendedMerge = MergeOptions.Parse("catome:0.9@every-5"), AutoencoderFactor = 8,
    };

    [Theory]
    [InlineData("{prompt}-{seed}-{index}.png", "a-fox-7-3.png")]
    [InlineData("{seed:0000}/{index:000}.png", "0007/003.png")]
    [InlineData("{steps:000} {width}x{height} {guidance} {guidance:00.00} {sampler}.png", "025 512x768 7.5 07.50 pndm.png")]
    [InlineData("{model}.png", "sd-v1.5.png")]
    [InlineData("x-{seed:00}", "x-07.png")]
    public void Words_in_braces_tell_of_the_picture(string pattern, string file) => Assert.Equal(file, Parse(pattern).PathFor(Request, 3, Model));

    [Theory]
    [InlineData("none", "none")]
    [InlineData("tome:0.5", "tome-0.5")]
    [InlineData("catome", "catome-0.9")]
    [InlineData("catome:0.95", "catome-0.95")]
    [InlineData("catome:-0.5@0,10 mlp", "catome--0.5-0-10-mlp")]
    public void Merging_is_named_as_far_as_it_is_not_the_models(string merge, string name) =>
        Assert.Equal(name + ".png", Parse("{merge}").PathFor(Request with { Merge = MergeOptions.Parse(merge) }, 1, Model));

    [Theory]
    [InlineData("{prompt}-{seed}-{index}-{steps}.png", false)]
    [InlineData("{seed}-{merge}.png", true)]
    [InlineData("{width:0000}.png", true)]
    public void What_the_model_gives_has_to_wait_for_it(string pattern, bool waits) => Assert.Equal(waits, Parse(pattern).AsksForModel);

    [Theory]
    [InlineData(
        "{name}.png",
        "{name} is not known there: write {prompt}, {seed}, {index}, {merge}, {steps}, {sampler}, {guidance}, {width}, {height} or {model}.")]
    [InlineData("{prompt:00}.png", "{prompt:00} is a text, and has no format: write {prompt}.")]
    [InlineData("{seed:x}.png", "{seed:x} has no format of a number: write as many zeros as digits, such as {seed:0000}.")]
    [InlineData("{seed}.jpg", "files are written as .png, not as .jpg")]
    public void What_is_not_known_is_said_with_what_is(string pattern, string message) =>
        Assert.Contains(message, Assert.Throws<OptionException>(() => Parse(pattern)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_cmdlets_help_has_every_word()
    {
        var help = File.ReadAllText(Path.Combine(RepositoryFolder.Path, "docs", "en-US", "New-DiffusionImage.md"));
        Assert.All(OutputPattern.Placeholders, p => Assert.Contains($"{{{p.Name}}}", help, StringComparison.Ordinal));
        Assert.All(OutputPattern.Placeholders, p => Assert.NotEmpty(p.Meaning));
    }

    private static OutputPattern Parse(string pattern) => OutputPattern.Parse("OutputPath", pattern, "{prompt}-{seed}.png");
}

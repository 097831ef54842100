namespace CaToMe.Tests.Imaging.Reading;

public sealed class WebUiReaderTests
{
    private const string Castle = "a castle | blur | 20 euler-a 7 5 512x768 0", CastleAlone = "a castle |  | 20 euler-a 7 5 512x768 0";
    private const string Line = "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 512x768";

    [Theory]
    [InlineData($"a castle\nNegative prompt: blur\n{Line}", Castle)]
    [InlineData($"a castle\r\nNegative prompt: blur\r\n{Line}\r\nTemplate: x\r\n", Castle)]
    [InlineData($"a castle\rNegative prompt: blur\r{Line}", Castle)]
    [InlineData($"a castle\n{Line}", CastleAlone)]
    [InlineData($"a castle\n{Line}\nTemplate: {{a|b}} castle,\nand a hill\nNegative Template: blur", CastleAlone)]
    [InlineData($"a castle\n{Line}\n\nTemplate: steps: many, seed: none, size: big\n", CastleAlone)]
    [InlineData($"a castle\n{Line}, Template: \"a, b\nNegative prompt: c\nSteps: 3, Seed: 4, Sampler: x\", Version: v1", CastleAlone)]
    [InlineData($"a castle\n{Line}, Lora hashes: \"a: b, c: d\"\nVersion: v1\n[a lone line]", CastleAlone)]
    [InlineData($"a castle\nNegative prompt: blur\nSeed: 5, Size: 512x768, Sampler: \"Euler a\", CFG scale: 7, Steps: 20", Castle)]
    [InlineData("a castle\nNegative prompt: blur\nSteps: 20, Sampler: Euler a,\nCFG scale: 7, Seed: 5, Size: 512x768", Castle)]
    [InlineData("a castle\nNegative prompt: blur\nSteps: 20\nSampler: Euler a\nCFG scale: 7\nSeed: 5\nSize: 512x768", Castle)]
    [InlineData("a castle\nNegative prompt: blur\nsteps: 20, sampler: euler a, cfg scale: 7, seed: 5, size: 512 x 768", Castle)]
    [InlineData($"a castle\nNegative prompt: blur\nHires: yes, {Line}", Castle)]
    [InlineData($"a castle Negative prompt: blur {Line}", Castle)]
    [InlineData($"Prompt: a castle\nNegative prompt: blur\n{Line}", Castle)]
    public void Settings_are_found_wherever_they_stand(string text, string settings) => Assert.Equal(settings, Texts.Read(("parameters", text)).Summary());

    [Theory]
    [InlineData("prompt: a castle\nNegative prompt: blur\nSteps: 20 | Seed: 5 | Sampler: Euler a | CFG scale: 7 | Size: 512x768")]
    [InlineData("a castle\nNegative prompt: blur\nSteps: 20|Sampler: Euler a|CFG scale: 7|Seed: 5|Size: 512x768|Lora hashes: a: b, c: d")]
    [InlineData("a castle\nNegative prompt: blur\nSize: 512x768 | Steps: 20 | Sampler: Euler a | CFG scale: 7 | Seed: 5 | "
        + "Template: \"{a|b}, Steps: 3\nx\"\nTime: 1s")]
    [InlineData("prompt: a castle | Negative prompt: blur\nSteps: 20 | Sampler: Euler a | CFG scale: 7 | Seed: 5 | Size: 512x768")]
    [InlineData("prompt: a castle | Negative prompt: blur | Steps: 20 | Sampler: Euler a | CFG scale: 7 | Seed: 5 | Size: 512x768")]
    public void Settings_may_be_parted_by_bars(string text)
    {
        var read = Texts.Read(("parameters", text));
        Assert.Equal(("SD.Next", Castle), (read.Writer, read.Summary()));
    }

    [Theory]
    [InlineData("a staircase, Steps: 20 of them, Seed: an apple, Size: big")]
    [InlineData("Steps: 3, Sampler: none, Seed: 5")]
    [InlineData("a castle\nSteps: up to the door\nSize: enormous")]
    [InlineData("a poem\nroses: red, violets: blue, sugar: sweet")]
    public void A_prompt_keeps_words_that_look_like_settings(string prompt)
    {
        var read = Texts.Read(("parameters", $"{prompt}\nNegative prompt: blur,\nSteps: wooden ones\n{Line}")).Request;
        Assert.Equal((prompt, "blur,\nSteps: wooden ones", 20), (read.Prompt, read.NegativePrompt, read.Steps));
        Assert.Equal((prompt, 20), (Texts.Read(("parameters", $"{prompt}\n{Line}")).Request.Prompt, read.Steps));
    }

    [Fact]
    public void What_follows_the_settings_is_kept_under_its_names()
    {
        var read = Texts.Read(("parameters",
            $"a castle\n{Line}, Model: castle, Note: \"two\nlines\"\n"
            + $"Template: {{a|b}} castle,\non a hill\nNegative Template: blur\nVersion: v1.9"));
        Assert.Equal(("castle", "v1.9"), (read.ModelName, read.Version));
        Assert.Equal(
            new Dictionary<string, string> { ["Note"] = "two\nlines", ["Template"] = "{a|b} castle,\non a hill", ["Negative Template"] = "blur" },
            read.Other);
    }

    [Fact]
    public void A_description_in_PNG_is_not_taken_for_settings() => Assert.Contains("carries no settings", Texts.Refusal(("Description", $"a castle\n{Line}")));

    [Fact]
    public void A_seed_of_minus_one_is_not_known()
    {
        var read = Texts.Read(("parameters", "a castle\nSteps: 20, Sampler: Euler a, Seed: -1, Size: 8x8"));
        Assert.Equal(["Seed"], read.Unstated);
        Assert.Empty(read.Other);
        Assert.Equal(-2, Texts.Read(("parameters", "a castle\nSteps: 20, Sampler: Euler a, Seed: -2")).Request.Seed);
    }

    [Fact]
    public void An_unknown_sampler_is_named_and_kept()
    {
        var read = Texts.Read(("parameters", "a castle\nSteps: 20, Sampler: Restart, Schedule type: Karras, Seed: 1"));
        Assert.Equal((null, "Restart", "Restart", "Karras"), (read.Request.Sampler, read.UnknownSampler, read.Other["Sampler"], read.Other["Schedule type"]));
    }
}

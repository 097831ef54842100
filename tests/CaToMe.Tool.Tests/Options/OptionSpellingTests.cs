using CaToMe.Requests;
using CaToMe.Tool.Options;

namespace CaToMe.Tool.Tests.Options;

public class OptionSpellingTests
{
    [Fact]
    public void An_error_names_the_option_as_it_is_typed() =>
        Assert.Equal("--max-downsample is 3: give 1, 2, 4 or 8.", OptionSpelling.Of(new OptionException("MaxDownsample", 3, "give 1, 2, 4 or 8.")));

    [Fact]
    public void Other_errors_stay_as_they_are() =>
        Assert.Equal("Steps are missing.", OptionSpelling.Of(new CaToMeException("Steps are missing.")));

    [Fact]
    public void Options_that_a_message_advises_are_named_as_they_are_typed() => Assert.Equal(
        "Give another type (--dtype), or --allow-nonfinite.",
        OptionSpelling.Of(new CaToMeException("Give another type (Dtype), or AllowNonfinite.")));

    [Theory]
    [InlineData("\"(PromptSyntax)\" is text: PromptSyntax webui reads it.", "\"(PromptSyntax)\" is text: --prompt-syntax webui reads it.")]
    [InlineData("\"a \"PromptSyntax\" b\" is text.", "\"a \"PromptSyntax\" b\" is text.")]
    public void What_a_message_quotes_of_a_prompt_stays(string message, string expected) => Assert.Equal(expected, OptionSpelling.InAdvice(message));

    [Fact]
    public void Every_setting_of_a_request_has_a_spelling()
    {
        // What only programs can set: see GenerationRequest.
        string[] withoutOption = ["Merge", "InitialLatents", "CollectPairs"];
        Assert.All(
            typeof(GenerationRequest).GetProperties().Select(p => p.Name).Except(withoutOption),
            name => Assert.DoesNotContain(name, OptionSpelling.Of(new OptionException(name, 1, "mend it."))));
    }
}

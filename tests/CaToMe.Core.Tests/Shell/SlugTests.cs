using System.Text;
using CaToMe.Shell;
using CsCheck;

namespace CaToMe.Tests.Shell;

public class SlugTests
{
    [Theory]
    [InlineData("a red apple", "a-red-apple")]
    [InlineData("  An OWL,   on a blue background! ", "an-owl-on-a-blue-background")]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData(@"C:\Windows\x", "c-windows-x")]
    [InlineData("ein Haus für Ärzte", "ein-haus-für-ärzte")]
    [InlineData("一只蝴蝶", "一只蝴蝶")]
    public void Words_are_joined_by_dashes(string prompt, string slug) => Assert.Equal(slug, Slug.Of(prompt));

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("!?")]
    public void A_prompt_without_letters_still_has_a_name(string prompt) => Assert.Equal("picture", Slug.Of(prompt));

    [Theory]
    [InlineData("con")]
    [InlineData("NUL")]
    [InlineData("Com1")]
    public void Names_that_Windows_reserves_are_changed(string prompt) => Assert.Equal(prompt.ToLowerInvariant() + "_", Slug.Of(prompt));

    [Fact]
    public void Any_prompt_gives_a_short_name_within_the_folder() => Gen.String[0, 400].Sample(prompt =>
    {
        var slug = Slug.Of(prompt);
        return slug.Length > 0
            && Encoding.UTF8.GetByteCount(slug) <= 121
            && slug.All(c => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c is '-' or '_')
            && Path.GetFileName(slug) == slug;
    });
}

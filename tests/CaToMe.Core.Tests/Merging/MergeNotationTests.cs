using System.Globalization;
using CaToMe.Merging;
using CsCheck;

namespace CaToMe.Tests.Merging;

public class MergeNotationTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("tome:0.5")]
    [InlineData("catome")]
    [InlineData("catome@every-5")]
    [InlineData("catome:0.95")]
    [InlineData("catome:-0.25")]
    [InlineData("catome:0.95@every-5")]
    [InlineData("catome:0.9@0,5,10 stride=4x2 dst=random seed=7 max-downsample=2 cross-attention mlp no-self-attention reference-compatible")]
    public void What_is_read_is_written_the_same(string text) => Assert.Equal(text, MergeOptions.Parse(text).ToString());

    [Theory]
    [InlineData("ToMe", "tome:0.5")]
    [InlineData(" CATOME:0.950 @all ", null)]
    [InlineData("CaToMe@paper-1", "catome@paper-1")]
    [InlineData("catome:0.9 stride=3", "catome:0.9 stride=3x3")]
    [InlineData("tome:0", "tome:0")]
    public void Case_and_defaults_do_not_matter(string text, string? written)
    {
        if (written is null)
        {
            Assert.Throws<OptionException>(() => MergeOptions.Parse(text));
            return;
        }

        Assert.Equal(written, MergeOptions.Parse(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("tome:half")]
    [InlineData("tome:0,5")]
    [InlineData("tome:2")]
    [InlineData("catome:1.01")]
    [InlineData("catome:NaN")]
    [InlineData("none:1")]
    [InlineData("none@all")]
    [InlineData("catome:0.9@")]
    [InlineData("catome:0.9 stride=0")]
    [InlineData("catome:0.9 faster")]
    [InlineData("catome:0.9 dst=middle")]
    public void Anything_else_is_refused_with_what_is_accepted(string text) =>
        Assert.Contains("give ", Assert.Throws<OptionException>(() => MergeOptions.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Numbers_are_written_to_the_last_digit_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Gen.Double[-1, 1].Sample(threshold =>
                MergeOptions.Parse(new MergeOptions { Method = MergeMethod.CaToMe, Threshold = threshold }.ToString()).Threshold.Equals(threshold), threads: 1);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

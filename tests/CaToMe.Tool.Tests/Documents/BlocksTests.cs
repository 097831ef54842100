using CaToMe.Documents;

namespace CaToMe.Tool.Tests.Documents;

public class BlocksTests
{
    private const string Page = """
        # A page

        <!-- figures: table -->
        | a |
        <!-- /figures -->

        Between: <!-- figures: number -->1<!-- /figures --> of <!-- figures: other -->2<!-- /figures -->.

        """;

    [Theory]
    [InlineData("table", "| b |\n| $1 |", "| a |")]
    [InlineData("number", "12", "1")]
    public void Replacing_a_block_keeps_everything_outside_it(string name, string content, string before)
    {
        var line = name == "table" ? "\n" : "";
        var expected = Page.Replace(Block(before), Block(content), StringComparison.Ordinal);
        Assert.NotEqual(Page, expected);
        Assert.Equal(expected, Blocks.Replace(Page, name, content));
        Assert.Equal(expected, Blocks.Replace(expected, name, content));

        string Block(string inside) => $"<!-- figures: {name} -->{line}{inside}{line}<!-- /figures -->";
    }

    [Fact]
    public void A_name_that_is_not_there_replaces_nothing() => Assert.Equal(Page, Blocks.Replace(Page, "gone", "3"));

    [Theory]
    [InlineData("<!-- figures: table -->\n| a |\n")]
    [InlineData("| a |\n<!-- /figures -->")]
    [InlineData("<!-- figures: a -->1<!-- figures: b -->2<!-- /figures -->")]
    public void A_marker_without_a_partner_is_refused(string page) => Assert.Throws<CaToMeException>(() => Blocks.Names(page));
}

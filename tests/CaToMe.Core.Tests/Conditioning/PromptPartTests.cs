using CaToMe.Conditioning;
using static TorchSharp.torch;

namespace CaToMe.Tests.Conditioning;

public class PromptPartTests
{
    [Theory]
    [InlineData("", "@1")]
    [InlineData("a fox", "a fox@1")]
    [InlineData("(a)(b)", "ab@1.1")]
    [InlineData("((a)", "a@1.21")]
    [InlineData("a)", "a)@1")]
    [InlineData("a]b", "a]b@1")]
    [InlineData("[a", "a@0.909")]
    [InlineData("[[a]]", "a@0.826")]
    [InlineData("(a:1.5:2)", "a:1.5@2")]
    [InlineData("(a:b)", "a:b@1.1")]
    [InlineData("(a : 1.5 )", "a @1.5")]
    [InlineData("(a:-1)", "a@-1")]
    [InlineData("(a:1.2.3)", "a@1")]
    [InlineData("a:1.5)", "a:1.5)@1")]
    [InlineData(@"\(a\) \[b\] \\", @"(a) [b] \@1")]
    [InlineData(@"\a\", @"\a\@1")]
    [InlineData("([a])", "a@1")]
    [InlineData("(a [b:2] c)", "a @1.1|b:2@1|  c@1.1")]
    [InlineData("a BREAK b", "a@1|BREAK@0|b@1")]
    [InlineData("(a BREAK b:2)", "a@2|BREAK@0|b@2")]
    [InlineData("aBREAK BREAKs", "aBREAK BREAKs@1")]
    public void The_notation_is_read(string prompt, string expected) => Assert.Equal(
        expected.Replace("|  c", "| c", StringComparison.Ordinal),
        string.Join('|', PromptPart.Parse(prompt).Select(p => FormattableString.Invariant($"{p.Text}@{Math.Round(p.Weight, 3)}"))));

    [Fact]
    public void Very_many_brackets_are_read_in_little_time()
    {
        Assert.Single(PromptPart.Parse(new string('(', 3000) + "a" + new string(']', 3000)));
        var deep = new string('[', 20_000) + "a" + new string(']', 20_000);
        Assert.Equal(deep, PromptTimeline.Of(deep, 1).Single());
        Assert.Equal(20_001, PromptTimeline.Of(new string('[', 20_000) + "a", 1).Single().Length);
    }

    [Fact]
    public void A_long_prompt_is_cut_at_a_comma_and_a_break_begins_a_chunk()
    {
        using var encoder = TextModels.Prompts("emoji");
        Assert.Equal(1, encoder.ChunksOf(PromptPart.Parse(string.Concat(Enumerable.Repeat("1 ", 75)))));
        Assert.Equal(2, encoder.ChunksOf(PromptPart.Parse(string.Concat(Enumerable.Repeat("1 ", 76)))));
        Assert.Equal(3, encoder.ChunksOf(PromptPart.Parse("a BREAK b BREAK c")));
    }

    [Fact]
    public void A_prompt_without_notation_gives_the_same_bits_as_a_plain_one()
    {
        using var scope = NewDisposeScope();
        using var encoder = TextModels.Prompts("emoji");
        const string Prompt = "a red apple, on a blue background";
        var weighted = encoder.Encode(PromptPart.Parse(Prompt), 1, 2, 0, CancellationToken.None).Context;
        Assert.True(weighted.allclose(encoder.Encode([Prompt, Prompt]).Context, rtol: 0, atol: 0));
    }
}

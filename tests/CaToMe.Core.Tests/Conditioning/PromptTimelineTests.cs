using CaToMe.Conditioning;

namespace CaToMe.Tests.Conditioning;

public class PromptTimelineTests
{
    [Theory]
    [InlineData("a fox", "a fox,a fox,a fox,a fox")]
    [InlineData("[a:b:0.5]", "a,a,b,b")]
    [InlineData("[a:b:1]", "a,b,b,b")]
    [InlineData("[a:3]", ",,,a")]
    [InlineData("[a::1]", "a,,,")]
    [InlineData("[a:b:9]", "a,a,a,a")]
    [InlineData("[a|b]", "a,b,a,b")]
    [InlineData("[a|b|]", "a,b,,a")]
    [InlineData("[a|b:1:2]", "a,b:1:2,a,b:1:2")]
    [InlineData("[[a|b]:c:2]", "a,b,c,c")]
    [InlineData("[(a:1.2):b:2]", "(a:1.2),(a:1.2),b,b")]
    [InlineData("[word]", "[word],[word],[word],[word]")]
    [InlineData("[a:b]", "[a:b],[a:b],[a:b],[a:b]")]
    [InlineData(@"\[a:b:1]", @"\[a:b:1],\[a:b:1],\[a:b:1],\[a:b:1]")]
    [InlineData(@"[a\:b:2]", @",,a\:b,a\:b")]
    [InlineData("[a:b:2", "[a:b:2,[a:b:2,[a:b:2,[a:b:2")]
    [InlineData("a]b|c", "a]b|c,a]b|c,a]b|c,a]b|c")]
    [InlineData("([a:2]", "(,(,(a,(a")]
    public void Each_step_has_its_prompt(string prompt, string expected) =>
        Assert.Equal(expected, string.Join(',', PromptTimeline.Of(prompt, 4)));
}

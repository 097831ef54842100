using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace CaToMe.HelpBuilder;

/// <summary>Markdown without its marks.</summary>
internal static class PlainText
{
    internal static string Of(LeafBlock block) => string.Concat(block.Inline?.Select(Of) ?? []).Trim();

    /// <summary>A block's paragraphs; the items of a list begin with a dash.</summary>
    internal static IEnumerable<string> Paragraphs(Block block) => block switch
    {
        ListBlock list => list.OfType<ListItemBlock>().Select(item => "- " + string.Join(' ', item.SelectMany(Paragraphs))),
        CodeBlock code => [code.Lines.ToString()],
        LeafBlock leaf => [Of(leaf)],
        ContainerBlock container => container.SelectMany(Paragraphs),
        _ => [],
    };

    private static string Of(Inline inline) => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        LineBreakInline => " ",
        ContainerInline container => string.Concat(container.Select(Of)),
        _ => "",
    };
}

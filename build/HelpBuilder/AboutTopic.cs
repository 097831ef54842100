using System.Text;
using Markdig;
using Markdig.Syntax;

namespace CaToMe.HelpBuilder;

/// <summary>Makes the text of an about_ topic from Markdown: headings at the margin, text below them indented and wrapped.</summary>
internal static class AboutTopic
{
    private const int Width = 80;

    internal static string ToText(string markdown)
    {
        var text = new StringBuilder();
        foreach (var block in Markdown.Parse(markdown))
        {
            switch (block)
            {
                case HeadingBlock { Level: 1 } heading:
                    text.Append("TOPIC\n    ").Append(PlainText.Of(heading)).Append("\n\n");
                    break;
                case HeadingBlock heading:
                    text.Append(heading.Level == 2 ? PlainText.Of(heading).ToUpperInvariant() : "  " + PlainText.Of(heading)).Append('\n');
                    break;
                case CodeBlock code:
                    text.Append("        ").Append(code.Lines.ToString().Replace("\n", "\n        ", StringComparison.Ordinal)).Append("\n\n");
                    break;
                case ListBlock:
                    PlainText.Paragraphs(block).ToList().ForEach(item => Wrap(text, item, "      "));
                    text.Append('\n');
                    break;
                default:
                    foreach (var paragraph in PlainText.Paragraphs(block))
                    {
                        Wrap(text, paragraph, "    ");
                        text.Append('\n');
                    }

                    break;
            }
        }

        return text.ToString();
    }

    private static void Wrap(StringBuilder text, string paragraph, string hanging)
    {
        var column = 0;
        foreach (var word in paragraph.Split(' '))
        {
            if (column > 0 && column + 1 + word.Length > Width)
            {
                text.Append('\n');
                column = 0;
            }

            var before = column > 0 ? " " : text.Length > 0 && text[^1] == '\n' && !StartsParagraph(word, paragraph, text) ? hanging : "    ";
            text.Append(before).Append(word);
            column += before.Length + word.Length;
        }

        text.Append('\n');
    }

    /// <summary>Only the first line of a list's item stands at the indentation of the text.</summary>
    private static bool StartsParagraph(string word, string paragraph, StringBuilder text) =>
        word == "-" && paragraph.StartsWith("- ", StringComparison.Ordinal) && text.Length > 0;
}

namespace CaToMe.Tool.Output;

/// <summary>A row of a page: a name, and a text beside it that is wrapped below itself.</summary>
internal static class IndentedRow
{
    /// <summary>Writes a row. A name without room has a line of its own.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="name">The name.</param>
    /// <param name="text">The text; its own line breaks stay.</param>
    /// <param name="indent">Where the text begins.</param>
    /// <param name="width">The columns of the page.</param>
    internal static void Write(TextWriter output, string name, string text, int indent, int width)
    {
        var start = $"  {name}";
        if (start.Length + 2 > indent)
        {
            output.WriteLine(start);
            start = "";
        }

        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').SelectMany(paragraph => Wrap(paragraph, width - indent)))
        {
            output.WriteLine($"{start.PadRight(indent)}{line}".TrimEnd());
            start = "";
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line += line.Length == 0 ? word : " " + word;
        }

        yield return line;
    }
}

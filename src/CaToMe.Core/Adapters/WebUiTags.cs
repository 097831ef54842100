using System.Text.RegularExpressions;

namespace CaToMe.Adapters;

/// <summary>What stands in a web UI prompt and is no text of it: <c>&lt;lora:name:0.8&gt;</c> and <c>__wildcard__</c>.</summary>
internal static partial class WebUiTags
{
    /// <summary>The longest file of wildcards, in bytes.</summary>
    private const long LargestFile = 16 << 20;

    /// <summary>Wildcards in what wildcards gave, up to so many times.</summary>
    private const int Deepest = 8;

    /// <summary>Takes the tags out of a prompt.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="warnings">Is told of tags that are not known.</param>
    /// <exception cref="OptionException">A weight is not accepted.</exception>
    internal static (string Text, IReadOnlyList<LoraReference> Loras) Take(string prompt, ICollection<string> warnings)
    {
        var loras = new List<LoraReference>();
        var text = Tag().Replace(prompt, tag =>
        {
            if (!tag.Groups[1].ValueSpan.Equals("lora", StringComparison.OrdinalIgnoreCase))
            {
                warnings.Add($"{tag.Value} is not known and was left out of the prompt: <lora:NAME:WEIGHT> is.");
            }
            else if (LoraReference.Parse(tag.Groups[2].Value) is { } lora && !lora.Name.Contains(':'))
            {
                loras.Add(lora);
            }
            else
            {
                throw new OptionException("Prompt", tag.Value, "give <lora:NAME:WEIGHT> with one weight between -10 and 10.");
            }

            return "";
        });
        return (text, loras);
    }

    /// <summary>Replaces each wildcard by a line of its file, chosen by a seed.</summary>
    /// <exception cref="CaToMeException">There is no such file, or it has no line.</exception>
    internal static string Expand(string prompt, NamedFiles files, Random random)
    {
        for (var depth = 0; depth < Deepest && Wildcard().IsMatch(prompt); depth++)
        {
            prompt = Wildcard().Replace(prompt, match => Line(files.Find(match.Groups[1].Value), random));
        }

        return prompt;
    }

    /// <summary>A line that is neither empty nor a comment.</summary>
    private static string Line(string path, Random random)
    {
        if (new FileInfo(path).Length > LargestFile)
        {
            throw new CaToMeException($"{path} has more than {LargestFile} bytes: give a shorter file of wildcards.");
        }

        var lines = File.ReadLines(path).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#').ToList();
        return lines.Count > 0 ? lines[random.Next(lines.Count)] : throw new CaToMeException($"{path} has no line to take. Write one choice into each line.");
    }

    [GeneratedRegex(@"<(\w+):([^<>]+)>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"__([\w\-./ ]+?)__")]
    private static partial Regex Wildcard();
}

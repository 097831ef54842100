using System.Text.RegularExpressions;

namespace CaToMe.Imaging.Reading;

/// <summary>Values of a graph's inputs, from the nodes that they are linked to where they are.</summary>
/// <param name="graph">The graph.</param>
internal sealed partial class ComfyValues(ComfyGraph graph)
{
    /// <summary>The longest text that joining gives, in characters.</summary>
    private const int LongestText = 1 << 20;

    private const string Trim = "clean_whitespace";

    /// <summary>Inputs of nodes that hold a single value.</summary>
    private static readonly string[] valueNames = ["value", "seed", "noise_seed", "int", "INT", "Number", "number", "float", "FLOAT", "string", "text"];

    /// <summary>A number or a choice; null where the node that it is linked to computes it.</summary>
    internal string? Find(ComfyNode node, string input)
    {
        if (node.Values.TryGetValue(input, out var value))
        {
            return value;
        }

        if (graph.From(node, input) is not { } source)
        {
            return null;
        }

        var held = valueNames.Prepend(input).FirstOrDefault(source.Has) ?? OnlyInput(source);
        var others = source.Links.Keys.Any(l => l != held);
        return held is null || others ? null : Find(source, held);
    }

    /// <summary>A text.</summary>
    /// <exception cref="CaToMeException">A node that computes it cannot be followed.</exception>
    internal string Text(ComfyNode node, string input)
    {
        if (node.Values.TryGetValue(input, out var text))
        {
            return text;
        }

        var source = graph.From(node, input) ?? throw graph.Stopped(node, $"it has no input {input}");

        // Wildcards are filled in here already.
        if (source.Values.TryGetValue("populated_text", out var populated))
        {
            return populated;
        }

        // A node that shows a text keeps what it showed as text_0.
        var inputs = source.Values.Keys.Concat(source.Links.Keys);
        var parts = inputs.Where(i => Part().IsMatch(i)).OrderBy(i => i.Length).ThenBy(i => i, StringComparer.Ordinal).ToList();
        return source.Links.ContainsKey("text") && parts.All(p => Shown().IsMatch(p)) ? Text(source, "text")
            : parts.Count > 0 ? Join(source, parts)
            : OnlyInput(source) is { } held ? Text(source, held)
            : throw graph.Stopped(source, "what it makes of its inputs is not known");
    }

    private string Join(ComfyNode node, List<string> parts)
    {
        if (node.Links.Keys.Concat(node.Values.Keys).Except([.. parts, "delimiter", "separator", Trim]).Any())
        {
            throw graph.Stopped(node, "what it makes of its inputs is not known");
        }

        var separator = (Separator(node, "delimiter") ?? Separator(node, "separator") ?? "").Replace("\\n", "\n");
        var texts = parts.Select(p => Text(node, p)).Select(t => node.Values.GetValueOrDefault(Trim) == "true" ? t.Trim() : t);
        var text = string.Join(separator, texts.Where(t => t.Length > 0));
        return text.Length <= LongestText ? text : throw graph.Stopped(node, $"its text has more than {LongestText} characters");
    }

    private string? Separator(ComfyNode node, string input) => node.Has(input) ? Text(node, input) : null;

    /// <summary>The one input that matters of a node that holds a value or passes one on; null where it has several.</summary>
    private static string? OnlyInput(ComfyNode node)
    {
        var inputs = node.Links.Keys.Concat(node.Values.Where(v => v.Value is not ("true" or "false")).Select(v => v.Key)).ToList();
        return inputs.Count == 1 ? inputs[0] : null;
    }

    /// <summary>Inputs of nodes that join texts: string_a, text_b, text1.</summary>
    [GeneratedRegex("^(string|text)_?([a-z]|[0-9]+)$")]
    private static partial Regex Part();

    [GeneratedRegex("^text_[0-9]+$")]
    private static partial Regex Shown();
}

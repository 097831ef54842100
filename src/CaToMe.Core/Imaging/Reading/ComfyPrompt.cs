namespace CaToMe.Imaging.Reading;

/// <summary>A prompt's text, found from a sampler's conditioning back to the nodes that encode texts.</summary>
/// <param name="graph">The graph.</param>
/// <param name="values">Its values.</param>
internal sealed class ComfyPrompt(ComfyGraph graph, ComfyValues values)
{
    internal const string Positive = "positive", Negative = "negative";

    /// <summary>Inputs with a text, of the nodes that encode one.</summary>
    private static readonly string[] textNames = ["populated_text", "text", "text_g", "text_l", "clip_g", "clip_l", "t5xxl", "prompt"];

    private readonly HashSet<(ComfyLink Link, string Role)> visited = [];
    private readonly Dictionary<string, string> passed = [];

    /// <summary>Nodes on the way that do more than encode a text, by role: a request has no place for what they do.</summary>
    internal IReadOnlyDictionary<string, string> Passed => passed;

    /// <summary>The node's encoder of texts that was met last; null where none was.</summary>
    internal ComfyNode? Encoder { get; private set; }

    /// <summary>The text behind an input.</summary>
    /// <param name="node">The node that takes the conditioning.</param>
    /// <param name="input">Its input.</param>
    /// <param name="role"><see cref="Positive"/> or <see cref="Negative"/>.</param>
    /// <exception cref="CaToMeException">A node on the way cannot be followed.</exception>
    internal string Read(ComfyNode node, string input, string role)
    {
        var texts = new List<string>();
        Collect(node, input, role, texts);
        if (texts.Count == 0 && node.Has(input))
        {
            throw graph.Stopped(node, $"there is no text behind its input {input}");
        }

        return string.Join(", ", texts.Where(t => t.Length > 0));
    }

    private void Collect(ComfyNode node, string input, string role, List<string> texts)
    {
        if (node.Values.TryGetValue(input, out var typed))
        {
            texts.Add(typed);
            return;
        }

        if (!node.Links.TryGetValue(input, out var link) || !visited.Add((link, role)))
        {
            return;
        }

        var source = graph.From(node, link);
        if (source.ClassType == "ConditioningZeroOut")
        {
            texts.Add("");
            return;
        }

        // Nodes with both prompts, such as ControlNet's, give them back in this order. A loader takes them as texts, and gives the model first.
        if (source.Has(Positive) && source.Has(Negative))
        {
            var isLoader = source.Has("model") || source.Values.ContainsKey(Positive) || source.Values.ContainsKey(Negative);
            Note(source, role, isLoader);
            Collect(source, isLoader ? role : link.Slot == 1 ? Negative : Positive, role, texts);
        }
        else if (NamedConditioning(source).Count == 0 && textNames.Where(source.Has).ToList() is { Count: > 0 } names)
        {
            Encoder = source;
            texts.AddRange((names[0] is "populated_text" or "text" ? names[..1] : names).Select(n => values.Text(source, n)).Distinct());
        }
        else
        {
            Note(source, role, isPlain: source.Links.Count == 1 && source.Values.Count == 0);
            foreach (var next in ConditioningInputs(source))
            {
                Collect(source, next, role, texts);
            }
        }
    }

    /// <summary>The inputs with conditioning of a node that combines some or passes it on.</summary>
    private List<string> ConditioningInputs(ComfyNode node) =>
        NamedConditioning(node) is { Count: > 0 } named ? named
        : node.Links.Count == 1 ? [.. node.Links.Keys]
        : throw graph.Stopped(node, "it has neither a text nor conditioning among its inputs");

    /// <summary>conditioning_1 goes before conditioning_2, and conditioning_to before conditioning_from.</summary>
    private static List<string> NamedConditioning(ComfyNode node) =>
        [.. node.Links.Keys.Where(i => i.StartsWith("cond", StringComparison.OrdinalIgnoreCase))
            .OrderBy(i => i.EndsWith("_from", StringComparison.Ordinal)).ThenBy(i => i, StringComparer.Ordinal)];

    private void Note(ComfyNode node, string role, bool isPlain)
    {
        if (!isPlain)
        {
            passed[role] = passed.TryGetValue(role, out var others) ? $"{others}, {node}" : node.ToString();
        }
    }
}

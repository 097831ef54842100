using System.Text.Json;

namespace CaToMe.Imaging.Reading;

/// <summary>A graph as ComfyUI runs it: nodes by their ids.</summary>
internal sealed class ComfyGraph
{
    internal const string Writer = "ComfyUI";

    /// <summary>More steps along links than any graph needs; one that goes in a circle takes more.</summary>
    private const int MostSteps = 2000;

    private readonly PictureTexts texts;
    private readonly Dictionary<string, ComfyNode> nodes = new(StringComparer.Ordinal);
    private int steps;

    internal ComfyGraph(JsonElement graph, PictureTexts texts)
    {
        this.texts = texts;
        foreach (var node in graph.EnumerateObject())
        {
            if (node.Value.TextMember("class_type") is { } classType)
            {
                nodes[node.Name] = new ComfyNode(node.Name, classType, node.Value.Member("inputs") ?? default);
            }
        }
    }

    internal IEnumerable<ComfyNode> Nodes => nodes.Values;

    /// <summary>The node that an input is linked to; null where it is no link.</summary>
    /// <exception cref="CaToMeException">The node is missing, or too many were visited.</exception>
    internal ComfyNode? From(ComfyNode node, string input) => node.Links.TryGetValue(input, out var link) ? From(node, link) : null;

    /// <summary>The node at the other end of a node's link.</summary>
    /// <exception cref="CaToMeException">The node is missing, or too many were visited.</exception>
    internal ComfyNode From(ComfyNode node, ComfyLink link) =>
        ++steps > MostSteps ? throw Stopped(node, "its links go in a circle, or there are too many")
        : nodes.GetValueOrDefault(link.Node) ?? throw Stopped(node, $"it is linked to node {link.Node}, which is not in the graph");

    /// <summary>The error of a graph that cannot be followed.</summary>
    internal CaToMeException Stopped(ComfyNode node, string reason) => texts.Unreadable(Writer, $"the graph cannot be followed beyond {node}: {reason}");

    /// <summary>The error of a graph that is not understood as a whole.</summary>
    internal CaToMeException Unreadable(string reason) => texts.Unreadable(Writer, reason);
}

namespace CaToMe.Imaging.Reading;

/// <summary>
/// A sampler of a graph with the nodes that hold its settings: one node alone, or with a guider, noise, a choice of the sampler
/// and noise levels (sigmas) as nodes of their own.
/// </summary>
internal sealed class ComfySampler
{
    /// <summary>Inputs through which a sampler gets what it begins with.</summary>
    private static readonly string[] beginnings = ["latent_image", "latent", "samples", "latents", "image", "images", "pixels", "upscaled_image"];

    /// <summary>Inputs that do not lead to the picture.</summary>
    private static readonly HashSet<string> others = new(
        ["model", "clip", "vae", "positive", "negative", "guider", "noise", "sampler", "sigmas", "control_net", "upscale_model", "conditioning"],
        StringComparer.Ordinal);

    private readonly ComfyGraph graph;

    private ComfySampler(ComfyGraph graph, ComfyNode node)
    {
        (this.graph, Node) = (graph, node);
        Guider = Last("guider");
        Sampler = Last("sampler");
        Sigmas = Last("sigmas");
        Parts = [.. new[] { node, Guider, Last("noise"), Sampler, Sigmas }.OfType<ComfyNode>()];
    }

    internal ComfyNode Node { get; }

    /// <summary>Every node that holds settings of the sampler's.</summary>
    internal IReadOnlyList<ComfyNode> Parts { get; }

    /// <summary>The node that holds the prompts and the guidance scale, where it is not the sampler.</summary>
    internal ComfyNode? Guider { get; }

    /// <summary>The node that chooses the sampler, where there is one.</summary>
    internal ComfyNode? Sampler { get; }

    /// <summary>The node that makes the noise levels, where there is one.</summary>
    internal ComfyNode? Sigmas { get; }

    /// <summary>The sampler that draws the picture; those after it go on with what it drew.</summary>
    /// <exception cref="CaToMeException">There is none, or which one it is cannot be told.</exception>
    internal static ComfySampler FindFirst(ComfyGraph graph)
    {
        var all = graph.Nodes.Where(IsSampler).ToList();
        var first = all.Where(s => !Upstream(graph, s).Any(IsSampler)).ToList();
        if (first.Count > 1)
        {
            var saving = graph.Nodes.Where(n => n.ClassType.Contains("Save", StringComparison.OrdinalIgnoreCase));
            var saved = saving.SelectMany(n => Upstream(graph, n)).ToHashSet();
            first = first.FindAll(saved.Contains) is { Count: > 0 } reached ? reached : first;
        }

        return first switch
        {
            [var only] => new ComfySampler(graph, only),
            [var one, var other, ..] => throw graph.Unreadable($"which of {one} and {other} drew the picture cannot be told"),
            [] when all is [var any, ..] => throw graph.Stopped(any, "its links go in a circle"),
            [] when graph.Nodes.FirstOrDefault(n => n.ClassType.Contains("Sampler", StringComparison.OrdinalIgnoreCase)) is { } strange =>
                throw graph.Stopped(strange, "it is linked to no prompt that could be read"),
            [] => throw graph.Unreadable("the graph has no sampler"),
        };
    }

    /// <summary>The samplers of the graph that go on after this one.</summary>
    internal IEnumerable<ComfyNode> Later() => graph.Nodes.Where(n => n != Node && IsSampler(n));

    /// <summary>The nodes that lead to what the sampler begins with, the nearest first.</summary>
    internal IEnumerable<ComfyNode> Beginning() => Upstream(graph, Node);

    private static bool IsSampler(ComfyNode node) =>
        (node.Has("steps") || node.Has("sigmas")) && (node.Has(ComfyPrompt.Positive) || node.Has("guider"));

    /// <summary>Breadth first, each node once.</summary>
    private static List<ComfyNode> Upstream(ComfyGraph graph, ComfyNode from)
    {
        var found = new List<ComfyNode>();
        var (seen, queue) = (new HashSet<string> { from.Id }, new Queue<ComfyNode>([from]));
        while (queue.TryDequeue(out var node))
        {
            foreach (var (_, link) in node.Links.Where(l => node == from && IsSampler(from) ? beginnings.Contains(l.Key) : !others.Contains(l.Key)))
            {
                if (seen.Add(link.Node))
                {
                    var next = graph.From(node, link);
                    found.Add(next);
                    queue.Enqueue(next);
                }
            }
        }

        return found;
    }

    /// <summary>The node behind an input, through nodes that only change what they are given through an input of the same name.</summary>
    private ComfyNode? Last(string input)
    {
        var node = graph.From(Node, input);
        while (node is not null && graph.From(node, input) is { } before)
        {
            node = before;
        }

        return node;
    }
}

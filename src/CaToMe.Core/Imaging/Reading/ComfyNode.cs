using System.Text.Json;

namespace CaToMe.Imaging.Reading;

/// <summary>A node of a ComfyUI graph: each input is a value or a link to another node's output.</summary>
internal sealed class ComfyNode
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ComfyLink> links = new(StringComparer.Ordinal);

    internal ComfyNode(string id, string classType, JsonElement inputs)
    {
        (Id, ClassType) = (id, classType);
        foreach (var input in inputs.ValueKind == JsonValueKind.Object ? inputs.EnumerateObject().ToList() : [])
        {
            if (LinkOf(input.Value) is { } link)
            {
                links[input.Name] = link;
            }
            else if (input.Value.ValueKind != JsonValueKind.Null)
            {
                // A list with previews gives its choice as an object.
                values[input.Name] = input.Value.TextMember("content") ?? JsonTexts.TextOf(input.Value);
            }
        }
    }

    internal string Id { get; }

    internal string ClassType { get; }

    /// <summary>Inputs that are values.</summary>
    internal IReadOnlyDictionary<string, string> Values => values;

    /// <summary>Inputs that are links.</summary>
    internal IReadOnlyDictionary<string, ComfyLink> Links => links;

    internal bool Has(string input) => values.ContainsKey(input) || links.ContainsKey(input);

    /// <inheritdoc/>
    public override string ToString() => $"node {Id} ({ClassType})";

    private static ComfyLink? LinkOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != 2 || value[0].ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
        {
            return null;
        }

        return value[1].ValueKind == JsonValueKind.Number && value[1].TryGetInt32(out var slot) ? new ComfyLink(JsonTexts.TextOf(value[0]), slot) : null;
    }
}

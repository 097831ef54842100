using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaToMe.Tests.Clusters;

/// <summary>The fields of an object of the Kubernetes API: a line for each with its path, its type and whether its owner must have it.</summary>
/// <param name="fields">The fields by their paths, in which <c>[]</c> stands for any element.</param>
internal sealed class PublishedFields(IReadOnlyDictionary<string, (string Type, bool Required)> fields)
{
    internal static PublishedFields Read(string file) => new(
        File.ReadLines(Path.Combine(RepositoryFolder.Path, "tests", "data", "kubernetes", file)).Select(line => line.Split('\t'))
            .ToDictionary(f => f[0], f => (f[1], f.Length > 2)));

    /// <summary>What is wrong with an object.</summary>
    internal IEnumerable<string> Errors(JsonNode? value, string path = "") => value switch
    {
        JsonObject map => map.SelectMany(entry => Field(entry.Value, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}")).Concat(Missing(map, path)),
        JsonArray list => list.SelectMany(item => Errors(item, path + "[]")),
        _ => [],
    };

    private IEnumerable<string> Field(JsonNode? value, string path)
    {
        if (!fields.TryGetValue(path, out var field))
        {
            return [$"{path} is no field"];
        }

        if (!Is(value, field.Type))
        {
            return [$"{path} is no {field.Type}"];
        }

        return field.Type.StartsWith("map", StringComparison.Ordinal) ? [] : Errors(value, path);
    }

    private IEnumerable<string> Missing(JsonObject map, string path) => fields
        .Where(f => f.Value.Required && f.Key.LastIndexOf('.') is var dot && dot >= 0 && f.Key[..dot] == path && !map.ContainsKey(f.Key[(dot + 1)..]))
        .Select(f => $"{f.Key} is missing");

    private static bool Is(JsonNode? value, string type) => type.Split(' ', 3) switch
    {
        ["one", "of", var word] => value?.GetValueKind() == JsonValueKind.String && (string)value! == word,
        ["map", "of", var of] => value is JsonObject map && map.All(m => Is(m.Value, of)),
        ["array", "of", var of] => value is JsonArray list && list.All(v => Is(v, of)),
        ["object"] => value is JsonObject,
        ["boolean"] => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        ["integer"] => value?.GetValueKind() == JsonValueKind.Number && value.AsValue().TryGetValue<long>(out _),
        ["quantity"] => value?.GetValueKind() is JsonValueKind.Number or JsonValueKind.String,
        ["string"] => value?.GetValueKind() == JsonValueKind.String,
        _ => false,
    };
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaToMe.Hub;

/// <summary>Short names that people type, and the repositories they stand for: models/names.json.</summary>
internal sealed partial class ModelNames
{
    private ModelNames(IReadOnlyList<ModelName> names) => Names = names;

    /// <summary>Those that come with the library.</summary>
    internal static ModelNames Shipped { get; } = ReadShipped();

    /// <summary>All of them.</summary>
    internal IReadOnlyList<ModelName> Names { get; }

    /// <summary>What a name stands for, in upper or lower case; null where there is none.</summary>
    internal ModelName? Find(string name) => Names.FirstOrDefault(n => n.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static ModelNames ReadShipped()
    {
        using var stream = typeof(ModelNames).Assembly.GetManifestResourceStream("names.json")!;
        return new ModelNames(JsonSerializer.Deserialize(stream, NameTypes.Default.IReadOnlyListModelName)!);
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(IReadOnlyList<ModelName>))]
    private sealed partial class NameTypes : JsonSerializerContext;
}

/// <summary>A short name.</summary>
/// <param name="Name">What people type.</param>
/// <param name="Repository">What it stands for: a repository of the hub, or a file of one.</param>
/// <param name="Summary">What the model is.</param>
internal sealed record ModelName(string Name, string Repository, string Summary);

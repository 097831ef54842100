using System.Text.Json;
using System.Text.Json.Serialization;
using CaToMe.Models;

namespace CaToMe.Previews;

/// <summary>The linear maps that are known, of single models by the hash of their weights and of families: models/preview-maps.json.</summary>
/// <param name="Models">A map per <c>ModelInfo.Hash</c>.</param>
/// <param name="Families">A map per <c>ModelInfo.Family</c>, for its published autoencoder.</param>
internal sealed partial record PreviewMaps(IReadOnlyDictionary<string, PreviewMap> Models, IReadOnlyDictionary<string, PreviewMap> Families)
{
    /// <summary>Pixels per latent along each side, in the published autoencoder of every family.</summary>
    internal const int PublishedFactor = 8;

    /// <summary>Those that come with the library.</summary>
    internal static PreviewMaps Shipped { get; } = ReadShipped();

    /// <summary>A model's own map, or its family's; null where its autoencoder is another.</summary>
    internal PreviewMap? Of(ModelInfo model) =>
        Models.GetValueOrDefault(model.Hash) ?? (model.AutoencoderFactor == PublishedFactor ? Families.GetValueOrDefault(model.Family) : null);

    /// <summary>With this map for a model.</summary>
    internal PreviewMaps With(string hash, PreviewMap map) => this with { Models = new Dictionary<string, PreviewMap>(Models) { [hash] = map } };

    /// <summary>The file's text.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, PreviewMapTypes.Default.PreviewMaps) + "\n";

    private static PreviewMaps ReadShipped()
    {
        using var stream = typeof(PreviewMaps).Assembly.GetManifestResourceStream("preview-maps.json")!;
        return JsonSerializer.Deserialize(stream, PreviewMapTypes.Default.PreviewMaps)!;
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
    [JsonSerializable(typeof(PreviewMaps))]
    private sealed partial class PreviewMapTypes : JsonSerializerContext;
}

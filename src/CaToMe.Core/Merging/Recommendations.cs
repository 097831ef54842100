using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaToMe.Merging;

/// <summary>The models that were measured, by the hash of their weights, so that a copy is the same model: models/recommendations.json.</summary>
/// <param name="Embedded">The hash of the embedded model.</param>
/// <param name="Models">A recommendation per <c>ModelInfo.Hash</c>.</param>
internal sealed partial record Recommendations(string Embedded, IReadOnlyDictionary<string, Recommendation> Models)
{
    /// <summary>Those that come with the library.</summary>
    internal static Recommendations Shipped { get; } = ReadShipped();

    /// <summary>The embedded model's, for texts that name its defaults without loading it.</summary>
    internal Recommendation OfEmbedded => Models[Embedded];

    /// <summary>A model's; null where it was not measured, and its family's defaults hold.</summary>
    internal Recommendation? Of(string hash) => Models.GetValueOrDefault(hash);

    /// <summary>With these for the embedded model; what is known of others stays, an earlier embedded model among them.</summary>
    internal Recommendations WithEmbedded(string hash, Recommendation recommendation) =>
        new(hash, new Dictionary<string, Recommendation>(Models) { [hash] = recommendation });

    /// <summary>Reads the file.</summary>
    internal static Recommendations Read(Stream file) => JsonSerializer.Deserialize(file, RecommendationTypes.Default.Recommendations)!;

    /// <summary>The file's text.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, RecommendationTypes.Default.Recommendations) + "\n";

    private static Recommendations ReadShipped()
    {
        using var stream = typeof(Recommendations).Assembly.GetManifestResourceStream("recommendations.json")!;
        return Read(stream);
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
    [JsonSerializable(typeof(Recommendations))]
    private sealed partial class RecommendationTypes : JsonSerializerContext;
}

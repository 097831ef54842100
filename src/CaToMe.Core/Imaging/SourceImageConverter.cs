using System.Text.Json;
using System.Text.Json.Serialization;
using CaToMe.Sources;

namespace CaToMe.Imaging;

/// <summary>A picture that another was drawn from, as that one's settings name it: the file's name without its folders, and its hash.</summary>
internal sealed class SourceImageConverter : JsonConverter<SourceImage>
{
    public override SourceImage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var recorded = JsonSerializer.Deserialize<Recorded>(ref reader, options);
        return recorded is { Sha256.Length: > 0 }
            ? SourceImage.Recorded(recorded.File, recorded.Sha256)
            : throw new JsonException("A picture to begin at has a sha256.");
    }

    public override void Write(Utf8JsonWriter writer, SourceImage value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, new Recorded(value.Name, value.Hash ?? ""), options);

    /// <summary>What is written of it.</summary>
    internal sealed record Recorded(string? File, string Sha256);
}

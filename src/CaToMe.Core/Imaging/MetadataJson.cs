using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.Sampling;

namespace CaToMe.Imaging;

/// <summary>How settings are written as JSON: plain ASCII, numbers that read back to the bit, names in camel case.</summary>
internal static partial class MetadataJson
{
    /// <summary>For reading, by reflection.</summary>
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AcceptScheduler } },
        Converters =
        {
            new JsonStringEnumConverter(new LowerCase(), allowIntegerValues: false), new TextConverter<CheckpointSchedule>(CheckpointSchedule.Parse),
            new TextConverter<TimestepSchedule>(TimestepSchedule.Parse), new TextConverter<ShareRange>(ShareRange.Parse), new FloatsConverter(),
            new SecondsConverter(), new SourceImageConverter(),
        },
    };

    /// <summary>The same for writing, by code that is there when the program starts. Reading it would lose the defaults of what a file does not have.</summary>
    private static readonly JsonSerializerOptions Writing = new(Options) { TypeInfoResolver = MetadataTypes.Default };

    internal static string Write(ImageMetadata metadata) => JsonSerializer.Serialize(metadata, Writing);

    /// <summary>Reads settings back.</summary>
    /// <exception cref="JsonException">They are no JSON of this form.</exception>
    internal static ImageMetadata Read(string json) =>
        JsonSerializer.Deserialize<ImageMetadata>(json, Options) ?? throw new JsonException("There are no settings.");

    /// <summary>Files of the first version call the sampler <c>scheduler</c>: it is read, and not written.</summary>
    private static void AcceptScheduler(JsonTypeInfo type)
    {
        if (type.Type == typeof(GenerationRequest))
        {
            var scheduler = type.CreateJsonPropertyInfo(typeof(string), "scheduler");
            scheduler.Set = type.Properties.Single(p => p.Name == "sampler").Set;
            type.Properties.Add(scheduler);
        }
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
    [JsonSerializable(typeof(ImageMetadata))]
    [JsonSerializable(typeof(SourceImageConverter.Recorded))]
    private sealed partial class MetadataTypes : JsonSerializerContext;

    /// <summary><c>CaToMe</c> becomes <c>catome</c>.</summary>
    private sealed class LowerCase : JsonNamingPolicy
    {
        public override string ConvertName(string name) => name.ToLowerInvariant();
    }

    /// <summary>A value that is written as its text.</summary>
    private sealed class TextConverter<T>(Func<string, T> parse) : JsonConverter<T>
        where T : notnull
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return parse(reader.GetString() ?? "");
            }
            catch (Exception e) when (e is OptionException or InvalidOperationException or OverflowException)
            {
                throw new JsonException(e.Message, e);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    /// <summary>Latents as the base64 of little-endian float32: half as long as digits.</summary>
    private sealed class FloatsConverter : JsonConverter<float[]>
    {
        public override float[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var bytes) && bytes.Length % sizeof(float) == 0
                ? MemoryMarshal.Cast<byte, float>(bytes).ToArray()
                : throw new JsonException("Latents are the base64 of float32 values.");

        public override void Write(Utf8JsonWriter writer, float[] value, JsonSerializerOptions options) =>
            writer.WriteBase64StringValue(MemoryMarshal.AsBytes<float>(value));
    }

    /// <summary>A duration in seconds.</summary>
    private sealed class SecondsConverter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return Duration.OfSeconds(reader.GetDouble());
            }
            catch (Exception e) when (e is InvalidOperationException or OverflowException or ArgumentException)
            {
                throw new JsonException(e.Message, e);
            }
        }

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.TotalSeconds);
    }
}

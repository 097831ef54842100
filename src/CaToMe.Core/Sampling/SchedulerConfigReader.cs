using System.Globalization;
using System.Text.Json;

namespace CaToMe.Sampling;

/// <summary>
/// Looks up settings of a scheduler class: an override goes before the file, the file before the class's default. A setting
/// that the class does not know reads as false, zero, or the first choice.
/// </summary>
internal sealed class SchedulerConfigReader
{
    private readonly JsonElement file;
    private readonly JsonElement overrides;
    private readonly JsonElement defaults;

    internal SchedulerConfigReader(JsonElement file, string? className, JsonElement overrides)
    {
        if (file.ValueKind != JsonValueKind.Object)
        {
            throw new ModelException("The scheduler's configuration is not a JSON object: take scheduler_config.json from the model's repository again.");
        }

        (this.file, this.overrides) = (file, overrides);
        ClassName = className ?? SchedulerClasses.NameIn(file)
            ?? throw new ModelException("scheduler_config.json names no scheduler: give its diffusers class as _class_name, or choose a scheduler by name.");
        defaults = SchedulerClasses.DefaultsOf(ClassName);
    }

    internal string ClassName { get; }

    /// <summary>The class that the file names, which need not be the one that it is read for: for messages.</summary>
    internal string NamedClass => SchedulerClasses.NameIn(file) ?? ClassName;

    internal bool Flag(string key) => Find(key) is { } value && (value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Refused(key, value, "true or false"),
    });

    /// <summary>Refuses the opposite of the only supported value.</summary>
    internal void Require(string key, bool supported)
    {
        if (Find(key) is { } value && Flag(key) != supported)
        {
            throw Refused(key, value, $"{(supported ? "true" : "false")}, or choose another scheduler: this variant is not supported");
        }
    }

    internal T Choose<T>(string key, params ReadOnlySpan<(string Text, T Value)> choices)
    {
        if (Find(key) is not { } value)
        {
            return choices[0].Value;
        }

        var names = new List<string>();
        foreach (var (text, choice) in choices)
        {
            if (value.ValueKind == JsonValueKind.String && value.ValueEquals(text))
            {
                return choice;
            }

            names.Add(text);
        }

        throw Refused(key, value, string.Join(" or ", names));
    }

    internal int Integer(string key, int least, int most) =>
        Find(key) is not { } value ? 0
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most ? number
        : throw Refused(key, value, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));

    internal double Number(string key, double least, double most) =>
        Find(key) is not { } value ? 0
        : ToNumber(value) is { } number && number >= least && number <= most ? number
        : throw Refused(key, value, most < double.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}")
            : string.Create(CultureInfo.InvariantCulture, $"a number of at least {least}"));

    internal double? OptionalNumber(string key, double least, double most) => Find(key) is null ? null : Number(key, least, most);

    internal IReadOnlySet<int> IntegerSet(string key) =>
        Find(key) is not { } value ? new HashSet<int>()
        : value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Number && e.TryGetInt32(out _))
            ? value.EnumerateArray().Select(e => e.GetInt32()).ToHashSet()
        : throw Refused(key, value, "a list of step numbers");

    internal float[]? Betas(string key, int count) =>
        Find(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == count
            && value.EnumerateArray().Select(ToNumber).ToArray() is var betas && betas.All(b => b is >= 0 and <= 1)
            ? [.. betas.Select(b => (float)b!.Value)]
        : throw Refused(key, value, string.Create(CultureInfo.InvariantCulture, $"{count} numbers from 0 to 1"));

    /// <summary>The value in force; null where the class does not know the key, or its value is null.</summary>
    private JsonElement? Find(string key) =>
        !defaults.TryGetProperty(key, out var value) ? null
        : Given(overrides, key) ?? Given(file, key) ?? (value.ValueKind == JsonValueKind.Null ? null : value);

    private static JsonElement? Given(JsonElement values, string key) =>
        values.ValueKind == JsonValueKind.Object && values.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>JSON has no infinities: reading the file makes them strings.</summary>
    private static double? ToNumber(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when value.ValueEquals("-Infinity") => double.NegativeInfinity,
        JsonValueKind.String when value.ValueEquals("Infinity") => double.PositiveInfinity,
        _ => null,
    };

    private ModelException Refused(string key, JsonElement value, string accepted)
    {
        var text = value.GetRawText();
        return new ModelException($"{key} of {NamedClass} is {(text.Length > 80 ? text[..80] + "..." : text)} in scheduler_config.json: give {accepted}.");
    }
}

using System.Collections;
using System.Globalization;
using System.Management.Automation;
using CaToMe.Merging;
using CaToMe.Reuse;

namespace CaToMe.Binding;

/// <summary>Makes merge options of what people write: a short text, a hashtable, an object with the properties of New-TokenMergingOption.</summary>
internal static class MergeOptionsReader
{
    private static readonly string[] Names =
        ["Method", "Ratio", "Threshold", "Stride", "StrideX", "StrideY", "Destinations", "Seed", "MaxDownsample", "SelfAttention", "NoSelfAttention", "CrossAttention", "Mlp", "Checkpoints", "ReferenceCompatible"];

    /// <summary>Reads an argument; null for an empty text.</summary>
    /// <exception cref="OptionException">It is no such value, or a value is out of range.</exception>
    internal static MergeOptions? Read(object input) => Unwrap(input) switch
    {
        MergeOptions options => options.Validate(),
        string text => string.IsNullOrWhiteSpace(text) ? null : MergeOptions.Parse(text),
        PSObject kept when AsOptions(kept) is { } options => options,
        IDictionary or PSObject => Read(SettingsOf(PSObject.AsPSObject(input)).Where(s => !s.Name.StartsWith("Effective", StringComparison.OrdinalIgnoreCase))),
        var other => throw new OptionException("Merge", other, "give a text such as catome:0.95, a hashtable, or what New-TokenMergingOption returns."),
    };

    /// <summary>Reads a piped value: options, a number, a short text, a hashtable, or an object of which settings are a part.</summary>
    /// <param name="record">The value.</param>
    /// <param name="method">The method, where the value names none; null tells it from the settings, and takes a number for CA-ToMe's threshold.</param>
    /// <exception cref="OptionException">It is none of these, or a value is out of range.</exception>
    internal static MergeOptions ReadPiped(PSObject record, MergeMethod? method)
    {
        if (AsOptions(record) is { } options)
        {
            return options;
        }

        if (record.BaseObject is not (string or ValueType))
        {
            return Read(SettingsOf(record).Where(s => record.BaseObject is IDictionary || Knows(s.Name)), method);
        }

        var value = new NumberAttribute().Transform(null!, record);
        return value is NotAccepted && record.BaseObject is string text ? MergeOptions.Parse(text)
            : !LanguagePrimitives.TryConvertTo<double?>(value, out var number) || number is null
                ? throw new OptionException("InputObject", record, "pipe a number (the threshold, or with -Method ToMe the ratio), a text such as catome:0.95, or an object with settings.")
            : (method == MergeMethod.ToMe
                ? new MergeOptions { Method = MergeMethod.ToMe, Ratio = number.Value }
                : new MergeOptions { Method = method ?? MergeMethod.CaToMe, Threshold = number.Value }).Validate();
    }

    /// <summary>Options as New-TokenMergingOption returns them, of this session or from a file or a job; null for anything else.</summary>
    internal static MergeOptions? AsOptions(PSObject value) => value.BaseObject as MergeOptions
        ?? (value.TypeNames.Contains($"Deserialized.{typeof(MergeOptions).FullName}") ? MergeOptions.Parse(value.ToString()) : null);

    /// <summary>Whether a record, such as a CSV row with a column Threshold, says how tokens are merged.</summary>
    internal static bool HasMethod(PSObject record) =>
        SettingsOf(record).Any(s => (Is(s.Name, "Method") || Is(s.Name, "Ratio") || Is(s.Name, "Threshold")) && IsGiven(s.Value));

    /// <summary>Keys of a record that no one takes: neither the cmdlet, nor this reader where the record says how tokens are merged.</summary>
    /// <param name="record">The record.</param>
    /// <param name="unknown">Keys that are no parameter of the cmdlet.</param>
    internal static IEnumerable<string> Untaken(PSObject record, IReadOnlyList<string> unknown) =>
        unknown.Count > 0 && HasMethod(record) ? unknown.Where(key => !Knows(key)) : unknown;

    /// <summary>Reads the merge settings among a picture's settings. (Its Seed is the picture's.)</summary>
    /// <exception cref="OptionException">A value is not accepted.</exception>
    internal static MergeOptions ReadPart(PSObject record) => Read(SettingsOf(record).Where(s => Knows(s.Name) && !Is(s.Name, "Seed")));

    /// <summary>Checkpoints from a name, a text of numbers, a number or a list of numbers.</summary>
    /// <exception cref="OptionException">It is none of these.</exception>
    internal static CheckpointSchedule ReadCheckpoints(object value) => Unwrap(value) switch
    {
        CheckpointSchedule schedule => schedule,
        string text => CheckpointSchedule.Parse(text),
        PSObject { BaseObject: PSCustomObject } kept when kept.Properties["Name"]?.Value is string name => CheckpointSchedule.Parse(name),
        IEnumerable numbers => CheckpointSchedule.Parse(string.Join(',', numbers.Cast<object>().Select(n => Convert.ToString(Unwrap(n), CultureInfo.InvariantCulture)))),
        var number => CheckpointSchedule.Parse(Convert.ToString(number, CultureInfo.InvariantCulture) ?? ""),
    };

    /// <summary>The entries of a hashtable, or the properties of an object.</summary>
    private static IEnumerable<(string Name, object? Value)> SettingsOf(PSObject record) => record.BaseObject is IDictionary settings
        ? settings.Keys.Cast<object>().Select(k => (k.ToString() ?? "", settings[k]))
        : record.Properties.Where(p => p.IsGettable).Select(p => (p.Name, (object?)p.Value));

    private static MergeOptions Read(IEnumerable<(string Name, object? Value)> settings, MergeMethod? method = null)
    {
        var given = settings.Where(s => IsGiven(s.Value)).ToList();
        var start = method is { } known ? new MergeOptions { Method = known } : Start(given);
        var options = given.Aggregate(start, (o, setting) => Apply(o, setting.Name, Unwrap(setting.Value!)));
        return options.Validate();
    }

    /// <summary>Without a method, the settings tell: a ratio is ToMe's, anything else CA-ToMe's.</summary>
    private static MergeOptions Start(List<(string Name, object? Value)> given) => new()
    {
        Method = given.Any(s => Is(s.Name, "Ratio")) && !given.Any(s => Is(s.Name, "Threshold")) ? MergeMethod.ToMe : MergeMethod.CaToMe,
    };

    private static MergeOptions Apply(MergeOptions options, string name, object value) => Array.Find(Names, n => Is(n, name)) switch
    {
        "Method" => options with { Method = To<MergeMethod>(name, value, "give None, ToMe or CaToMe.") },
        "Ratio" => options with { Ratio = Number(name, value) },
        "Threshold" => options with { Threshold = Number(name, value) },
        "Stride" => Stride(value) is var (x, y) ? options with { StrideX = x, StrideY = y } : options,
        "StrideX" => options with { StrideX = Whole(name, value) },
        "StrideY" => options with { StrideY = Whole(name, value) },
        "Destinations" => options with { Destinations = To<DestinationChoice>(name, value, "give First or Random.") },
        "Seed" => options with { Seed = To<long>(name, value, "give a whole number.") },
        "MaxDownsample" => options with { MaxDownsample = Whole(name, value) },
        "SelfAttention" => options with { SelfAttention = Flag(name, value) },
        "NoSelfAttention" => options with { SelfAttention = !Flag(name, value) },
        "CrossAttention" => options with { CrossAttention = Flag(name, value) },
        "Mlp" => options with { Mlp = Flag(name, value) },
        "Checkpoints" => options with { Checkpoints = ReadCheckpoints(value) },
        "ReferenceCompatible" => options with { ReferenceCompatible = Flag(name, value) },
        _ => throw new OptionException("Merge", name, $"there is no such setting. There are: {string.Join(", ", Names)}."),
    };

    private static double Number(string name, object value) =>
        To<double>(name, new NumberAttribute().Transform(null!, value)!, "give a number.");

    private static int Whole(string name, object value) =>
        To<int>(name, new NumberAttribute { IsWhole = true }.Transform(null!, value)!, "give a whole number.");

    private static ImageSize Stride(object value) => LanguagePrimitives.TryConvertTo<ImageSize>(value, CultureInfo.InvariantCulture, out var size)
        ? size
        : throw new OptionException("Stride", value, "give the cell's width and height in tokens, such as 2x2.");

    private static bool Flag(string name, object value) => value is string text && bool.TryParse(text, out var flag) ? flag : To<bool>(name, value, "give $true or $false.");

    private static T To<T>(string name, object value, string accepted) =>
        LanguagePrimitives.TryConvertTo<T>(value, CultureInfo.InvariantCulture, out var result) ? result : throw new OptionException(name, value, accepted);

    private static object Unwrap(object value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    private static bool Knows(string name) => Array.Exists(Names, n => Is(n, name));

    private static bool IsGiven(object? value) => !string.IsNullOrWhiteSpace(value?.ToString());

    private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}

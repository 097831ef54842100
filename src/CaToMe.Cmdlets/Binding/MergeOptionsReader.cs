using System.Collections;
using System.Globalization;
using System.Management.Automation;
using CaToMe.Caching;
using CaToMe.Merging;

namespace CaToMe.Binding;

/// <summary>Makes merge options of what people write: a short text, a hashtable, an object with the properties of New-TokenMergingOption.</summary>
internal static class MergeOptionsReader
{
    private static readonly string[] Names =
        ["Method", "Ratio", "Threshold", "Stride", "StrideX", "StrideY", "Destinations", "Seed", "MaxDownsample", "SelfAttention", "NoSelfAttention", "CrossAttention", "Mlp", "Checkpoints", "ReferenceCompatible"];

    /// <summary>Reads options; null for an empty text.</summary>
    /// <exception cref="OptionException">It is no such value, or a value is out of range.</exception>
    internal static MergeOptions? Read(object input)
    {
        var value = input is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : input;
        return value switch
        {
            MergeOptions options => options.Validate(),
            string text => string.IsNullOrWhiteSpace(text) ? null : MergeOptions.Parse(text),
            IDictionary settings => Read(Entries(settings)),
            PSObject { TypeNames: [var type, ..] } kept when type.StartsWith("Deserialized.", StringComparison.Ordinal) => MergeOptions.Parse(kept.ToString()),
            PSObject custom => Read(custom.Properties.Where(p => !p.Name.StartsWith("Effective", StringComparison.OrdinalIgnoreCase)).Select(p => (p.Name, (object?)p.Value))),
            _ => throw new OptionException("Merge", value, "give a text such as catome:0.95, a hashtable, or what New-TokenMergingOption returns."),
        };
    }

    /// <summary>Reads a piped value: options, a number, or a short text.</summary>
    /// <param name="record">The value.</param>
    /// <param name="method">The method whose number it is: ToMe's ratio, otherwise CA-ToMe's threshold.</param>
    /// <exception cref="OptionException">It is none of these.</exception>
    internal static MergeOptions ReadPiped(PSObject record, MergeMethod method)
    {
        if (record.BaseObject is MergeOptions options)
        {
            return options;
        }

        var value = new NumberAttribute().Transform(null!, record);
        return value is NotAccepted && record.BaseObject is string text ? MergeOptions.Parse(text)
            : !LanguagePrimitives.TryConvertTo<double?>(value, out var number) || number is null
                ? throw new OptionException("InputObject", record, "pipe a number (the threshold, or with -Method ToMe the ratio), a text such as catome:0.95, or an object with settings.")
            : method == MergeMethod.ToMe ? new MergeOptions { Method = method, Ratio = number.Value }
            : new MergeOptions { Method = method, Threshold = number.Value };
    }

    /// <summary>Whether a record, such as a CSV row with a column Threshold, says how tokens are merged.</summary>
    internal static bool HasMethod(PSObject record)
    {
        var names = new[] { "Method", "Ratio", "Threshold" };
        return record.BaseObject is IDictionary settings
            ? Entries(settings).Any(s => Array.Exists(names, n => Is(n, s.Name)) && IsGiven(s.Value))
            : Array.Exists(names, n => IsGiven(record.Properties[n]?.Value));
    }

    /// <summary>Whether it is the name of a merge setting.</summary>
    internal static bool Knows(string name) => Array.Exists(Names, n => Is(n, name));

    /// <summary>Reads a record of which merge options are a part: properties of other names are left alone.</summary>
    /// <param name="record">An object.</param>
    /// <param name="method">The method, where the record names none; null tells it from the settings.</param>
    /// <exception cref="OptionException">A value is not accepted.</exception>
    internal static MergeOptions ReadRecord(PSObject record, MergeMethod? method) => record.BaseObject is IDictionary settings
        ? Read(Entries(settings), method)
        : Read(record.Properties.Where(p => Knows(p.Name)).Select(p => (p.Name, Value: (object?)p.Value)), method);

    /// <summary>Reads the merge settings among a picture's settings. (Its Seed is the picture's.)</summary>
    internal static MergeOptions ReadPart(PSObject record) => Read((record.BaseObject is IDictionary settings
        ? Entries(settings)
        : record.Properties.Select(p => (p.Name, (object?)p.Value))).Where(s => Knows(s.Name) && !Is(s.Name, "Seed")));

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

    private static IEnumerable<(string Name, object? Value)> Entries(IDictionary settings) =>
        settings.Keys.Cast<object>().Select(k => (k.ToString() ?? "", settings[k]));

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
        "Stride" => ImageSize.Parse(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "") is var (x, y) ? options with { StrideX = x, StrideY = y } : options,
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

    private static bool Flag(string name, object value) => value is string text && bool.TryParse(text, out var flag) ? flag : To<bool>(name, value, "give $true or $false.");

    private static T To<T>(string name, object value, string accepted) =>
        LanguagePrimitives.TryConvertTo<T>(value, CultureInfo.InvariantCulture, out var result) ? result : throw new OptionException(name, value, accepted);

    private static object Unwrap(object value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    private static bool IsGiven(object? value) => !string.IsNullOrWhiteSpace(value?.ToString());

    private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}

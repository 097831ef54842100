using System.Collections;
using System.Management.Automation;
using CaToMe.Merging;
using CaToMe.Settings;

namespace CaToMe.Binding;

/// <summary>Makes merge options of what people write: a short text, a hashtable, an object with the properties of New-TokenMergingOption.</summary>
internal static class MergeOptionsReader
{
    private static readonly IReadOnlyList<Setting<MergeOptions>> Known = [.. MergeSettings.All, .. MergeSettings.Properties];

    /// <summary>Reads an argument; null for an empty text.</summary>
    /// <exception cref="OptionException">It is no such value, or a value is out of range.</exception>
    internal static MergeOptions? Read(object input) => ParameterValues.Unwrap(input) switch
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
            return Read(SettingsOf(record).Where(s => record.BaseObject is IDictionary || Find(s.Name) is not null), method);
        }

        var value = new NumberAttribute().Transform(null!, record);
        return value is NotAccepted && record.BaseObject is string text ? MergeOptions.Parse(text)
            : !LanguagePrimitives.TryConvertTo<double?>(value, out var number) || number is null
                ? throw new OptionException(
                    "InputObject", record,
                    "pipe a number (the threshold, or with -Method ToMe the ratio), a text such as catome:0.95, or an object with settings.")
            : (method == MergeMethod.ToMe
                ? new MergeOptions { Method = MergeMethod.ToMe, Ratio = number.Value }
                : new MergeOptions { Method = method ?? MergeMethod.CaToMe, Threshold = number.Value }).Validate();
    }

    /// <summary>Options as New-TokenMergingOption returns them, of this session or from a file or a job; null for anything else.</summary>
    internal static MergeOptions? AsOptions(PSObject value) => value.BaseObject as MergeOptions
        ?? (value.TypeNames.Contains($"Deserialized.{typeof(MergeOptions).FullName}") ? MergeOptions.Parse(value.ToString()) : null);

    /// <summary>Whether a record, such as a CSV row with a column Threshold, says how tokens are merged.</summary>
    internal static bool HasMethod(PSObject record) =>
        SettingsOf(record).Any(s => (Is(s.Name, "Method") || Is(s.Name, "Ratio") || Is(s.Name, "Threshold")) && ParameterValues.IsGiven(s.Value));

    /// <summary>Keys of a record that no one takes: neither the cmdlet, nor this reader where the record says how tokens are merged.</summary>
    /// <param name="record">The record.</param>
    /// <param name="unknown">Keys that are no parameter of the cmdlet.</param>
    internal static IEnumerable<string> Untaken(PSObject record, IReadOnlyList<string> unknown) =>
        unknown.Count > 0 && HasMethod(record) ? unknown.Where(key => Find(key) is null) : unknown;

    /// <summary>Reads the merge settings among a picture's settings. (Its Seed is the picture's.)</summary>
    /// <exception cref="OptionException">A value is not accepted.</exception>
    internal static MergeOptions ReadPart(PSObject record) => Read(SettingsOf(record).Where(s => Find(s.Name) is not null && !Is(s.Name, "Seed")));

    /// <summary>The entries of a hashtable, or the properties of an object.</summary>
    private static IEnumerable<(string Name, object? Value)> SettingsOf(PSObject record) => record.BaseObject is IDictionary settings
        ? settings.Keys.Cast<object>().Select(k => (k.ToString() ?? "", settings[k]))
        : record.Properties.Where(p => p.IsGettable).Select(p => (p.Name, (object?)p.Value));

    private static MergeOptions Read(IEnumerable<(string Name, object? Value)> settings, MergeMethod? method = null)
    {
        var given = settings.Where(s => ParameterValues.IsGiven(s.Value)).ToList();
        var options = method is { } known ? new MergeOptions { Method = known } : Start(given);
        var errors = new OptionErrors();
        foreach (var (name, value) in given)
        {
            var before = options;
            options = errors.Try(() => Apply(before, name, ParameterValues.Unwrap(value!)), before);
        }

        errors.Try(() => options.Validate(), options);
        errors.ThrowIfAny();
        return options;
    }

    /// <summary>Without a method, the settings tell: a ratio is ToMe's, anything else CA-ToMe's.</summary>
    private static MergeOptions Start(List<(string Name, object? Value)> given) => new()
    {
        Method = given.Any(s => Is(s.Name, "Ratio")) && !given.Any(s => Is(s.Name, "Threshold")) ? MergeMethod.ToMe : MergeMethod.CaToMe,
    };

    private static MergeOptions Apply(MergeOptions options, string name, object value) => Find(name) is { } setting
        ? setting.With(options, ParameterValues.Convert(setting, value))
        : throw new OptionException("Merge", name, $"there is no such setting. There are: {string.Join(", ", Known.Select(s => s.Name))}.");

    private static Setting<MergeOptions>? Find(string name) => Known.FirstOrDefault(s => s.Aliases.Prepend(s.Name).Any(n => Is(n, name)));

    private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}

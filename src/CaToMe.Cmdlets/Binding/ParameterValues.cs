using System.Collections;
using System.Globalization;
using System.Management.Automation;
using CaToMe.ControlNets;
using CaToMe.Requests;
using CaToMe.Settings;

namespace CaToMe.Binding;

/// <summary>Values of settings as PowerShell has them: parameters of cmdlets, values of hashtables, cells of CSV files.</summary>
internal static class ParameterValues
{
    /// <summary>Applies the parameters of a cmdlet that have the names of settings and a value.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="owner">Options with what holds otherwise.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="errors">Is told what is not accepted.</param>
    internal static T Apply<T>(Cmdlet cmdlet, T owner, IEnumerable<Setting<T>> settings, OptionErrors errors)
    {
        foreach (var setting in settings)
        {
            if (cmdlet.GetType().GetProperty(setting.Name)?.GetValue(cmdlet) is { } value && IsGiven(value))
            {
                var before = owner;
                owner = errors.Try(() => setting.With(before, ValueOf(cmdlet, setting, value)), before);
            }
        }

        return owner;
    }

    /// <summary>A parameter's value. Paths are meant relative to PowerShell's own location.</summary>
    private static object ValueOf(Cmdlet cmdlet, Setting setting, object value) =>
        ReferenceEquals(setting, PictureSettings.InitImage) || ReferenceEquals(setting, PictureSettings.Mask) ? PathOf(cmdlet, (string)value)
        : ReferenceEquals(setting, PictureSettings.Control) ? ControlReference.WithPaths((string)Convert(setting, value), path => PathOf(cmdlet, path))!
        : Convert(setting, value);

    private static string PathOf(Cmdlet cmdlet, string path) => FileSystemPath.Resolve((PSCmdlet)cmdlet, path);

    /// <summary>Makes a value of the setting's type.</summary>
    /// <exception cref="OptionException">It is none.</exception>
    internal static object Convert(Setting setting, object value)
    {
        var type = setting.Kind.Type;
        var plain = type == typeof(int) || type == typeof(long) ? new NumberAttribute { IsWhole = true }.Transform(null!, value)
            : type == typeof(double) ? new NumberAttribute().Transform(null!, value)
            : type == typeof(string) ? TextOf(value)
            : value is string text ? setting.Kind.Read(text) ?? value
            : value;
        return LanguagePrimitives.TryConvertTo(plain, type, CultureInfo.InvariantCulture, out var result) && result is not null
            ? result
            : throw new OptionException(setting.Name, value, setting.Accepted);
    }

    /// <summary>The object itself, without the wrapper that PowerShell puts around it.</summary>
    internal static object Unwrap(object value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    /// <summary>Whether a value says something: an empty text does not, and neither does a switch that is off.</summary>
    internal static bool IsGiven(object? value) => value is not SwitchParameter { IsPresent: false } && !string.IsNullOrWhiteSpace(value?.ToString());

    /// <summary>A text; the numbers of a list with commas between them; the name of an object that was kept in a file.</summary>
    private static string TextOf(object value) => Unwrap(value) switch
    {
        string text => text,
        PSObject { BaseObject: PSCustomObject } kept when kept.Properties["Name"]?.Value is string name => name,
        IEnumerable items => string.Join(',', items.Cast<object>().Select(TextOf)),
        var other => System.Convert.ToString(other, CultureInfo.InvariantCulture) ?? "",
    };
}

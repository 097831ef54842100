using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using CaToMe.Commands;
using CaToMe.Errors;
using CaToMe.Shell;

namespace CaToMe.Binding;

/// <summary>
/// Completes PowerShell's binding by property name. It binds the keys of a hashtable as it does the properties of an object,
/// and finds the properties that PowerShell could not convert and therefore left out without a word.
/// What the command line names counts; a property or key of the same name is not looked at.
/// </summary>
/// <param name="cmdlet">The cmdlet, before its first record.</param>
internal sealed class RecordBinder(PSCmdlet cmdlet)
{
    /// <summary>What New-DiffusionImage takes from a record: whoever has it in a record means it, also for another cmdlet.</summary>
    private static readonly HashSet<string> DrawingParameters = typeof(NewDiffusionImageCommand).GetProperties()
        .Where(p => p.GetCustomAttributes<ParameterAttribute>().Any(a => a.ValueFromPipelineByPropertyName)).Select(p => p.Name)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> typedNames = new(cmdlet.MyInvocation.BoundParameters.Keys, StringComparer.OrdinalIgnoreCase);

    /// <summary>A parameter without a value yet has a script block, which PowerShell runs for each record.</summary>
    private readonly HashSet<string> fixedNames = new(
        cmdlet.MyInvocation.BoundParameters.Keys
            .Where(name => cmdlet.GetType().GetProperty(name)?.GetValue(cmdlet) is not null),
        StringComparer.OrdinalIgnoreCase);
    private readonly List<ParameterMetadata> parameters =
        [.. cmdlet.MyInvocation.MyCommand.Parameters.Values.Where(p => p.ParameterSets.Values.Any(s => s.ValueFromPipelineByPropertyName))];

    private readonly Dictionary<PropertyInfo, object?> before = [];
    private readonly HashSet<string> untaken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names, other names included, of the parameters that a record may give.</summary>
    private IEnumerable<string> Names => parameters.SelectMany(p => p.Aliases.Prepend(p.Name));

    /// <summary>Whether the command line names the parameter, with a value or with a script block: the record's own does not count.</summary>
    internal bool IsTyped(string parameter) => typedNames.Contains(parameter);

    /// <summary>Whether the command line gave the parameter a value, which is the same for each record.</summary>
    internal bool IsFixed(string parameter) => fixedNames.Contains(parameter);

    /// <summary>
    /// Binds a record, and tells, once for each, of what it has that no parameter takes. A key of a hashtable is meant as a setting; a column
    /// may be somebody's note, unless it is a setting of New-DiffusionImage or looks like a misspelt one. <see cref="Restore"/> ends the record.
    /// </summary>
    /// <exception cref="CommandException">A value cannot be converted.</exception>
    internal void Bind(PSObject record)
    {
        if (record.BaseObject is IDictionary settings)
        {
            MergeOptionsReader.Untaken(record, BindKeys(settings)).Where(untaken.Add).ToList().ForEach(key => Warn(key));
            return;
        }

        foreach (var parameter in parameters.Where(p => !IsTyped(p.Name)))
        {
            if (PropertyFor(record, parameter) is { } property && IsGiven(property.Value))
            {
                // Where this does not throw, PowerShell has bound the same value.
                Convert(property.Name, property.Value, parameter);
            }
        }

        foreach (var column in MergeOptionsReader.Untaken(record, UnknownColumns(record)).Where(untaken.Add))
        {
            TellOfColumn(column);
        }
    }

    private void TellOfColumn(string column)
    {
        if (DrawingParameters.Contains(column))
        {
            Warn($"The column {column}");
        }
        else if (Spelling.Nearest(column, Names) is { } meant)
        {
            Warn($"The column {column}", $": is {meant} meant?");
        }
        else
        {
            cmdlet.WriteVerbose($"The column {column} is no setting of {cmdlet.MyInvocation.MyCommand.Name}.");
        }
    }

    private void Warn(string what, string hint = ".") =>
        cmdlet.WriteWarning($"{what} is no setting of {cmdlet.MyInvocation.MyCommand.Name} and has no effect{hint}");

    private List<string> UnknownColumns(PSObject record) => record.BaseObject is not PSCustomObject ? []
        : [.. record.Properties.Select(p => p.Name).Where(name => !parameters.Exists(p => IsNamed(p, name)))];

    /// <summary>Takes back what a hashtable set.</summary>
    internal void Restore()
    {
        foreach (var (property, value) in before)
        {
            property.SetValue(cmdlet, value);
        }

        before.Clear();
    }

    private List<string> BindKeys(IDictionary settings)
    {
        // PowerShell has bound the hashtable's own properties: its Count is no setting.
        foreach (var parameter in parameters.Where(p => cmdlet.MyInvocation.BoundParameters.ContainsKey(p.Name) && !IsTyped(p.Name)))
        {
            Set(parameter, null);
        }

        var unknown = new List<string>();
        foreach (var key in settings.Keys.Cast<object>().Select(k => k.ToString() ?? ""))
        {
            var parameter = parameters.Find(p => IsNamed(p, key));
            if (parameter is null)
            {
                unknown.Add(key);
            }
            else if (!IsTyped(parameter.Name) && IsGiven(settings[key]))
            {
                Set(parameter, Convert(key, settings[key]!, parameter));
            }
        }

        return unknown;
    }

    private void Set(ParameterMetadata parameter, object? value)
    {
        var property = cmdlet.GetType().GetProperty(parameter.Name)!;
        before.TryAdd(property, property.GetValue(cmdlet));
        property.SetValue(cmdlet, value);
    }

    private object Convert(string name, object value, ParameterMetadata parameter)
    {
        try
        {
            var transformed = parameter.Attributes.OfType<ArgumentTransformationAttribute>()
                .Aggregate(value, (v, attribute) =>
                    attribute.GetType().Namespace == typeof(RecordBinder).Namespace ? attribute.Transform(null!, v) : v);
            return LanguagePrimitives.ConvertTo(transformed, parameter.ParameterType, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is PSInvalidCastException or ArgumentTransformationMetadataException)
        {
            var cause = CauseOf(e);
            var reason = cause is OptionException refused && IsNamed(parameter, refused.Option) ? refused.Accepted : cause.Message;
            throw new CommandException(
                ErrorIds.SettingNotAccepted, ErrorCategory.InvalidArgument,
                $"{name} is {value}: {reason}",
                $"Correct {name} in this record: see Get-Help {cmdlet.MyInvocation.MyCommand.Name} -Parameter {parameter.Name}.");
        }
    }

    /// <summary>What we have thrown, below what PowerShell's conversions put around it; without that, what is innermost.</summary>
    private static Exception CauseOf(Exception error) => error is CaToMeException || error.InnerException is null ? error : CauseOf(error.InnerException);

    private static PSPropertyInfo? PropertyFor(PSObject record, ParameterMetadata parameter) =>
        parameter.Aliases.Prepend(parameter.Name).Select(name => record.Properties[name]).FirstOrDefault(p => p is not null);

    private static bool IsNamed(ParameterMetadata parameter, string name) =>
        parameter.Aliases.Append(parameter.Name).Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool IsGiven(object? value) => !string.IsNullOrWhiteSpace(value?.ToString());
}

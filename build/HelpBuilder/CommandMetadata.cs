using System.Reflection;

namespace CaToMe.HelpBuilder;

/// <summary>A parameter in one parameter set.</summary>
internal sealed record ParameterUse(string Set, bool Mandatory, int? Position, bool ByValue, bool ByPropertyName);

/// <summary>A parameter, as its attributes describe it.</summary>
internal sealed record ParameterMetadata(
    string Name, string Type, bool IsSwitch, bool IsList, bool TakesWildcards,
    IReadOnlyList<string> Aliases, IReadOnlyList<ParameterUse> Uses)
{
    internal const string AllSets = "__AllParameterSets";

    /// <summary>Its use in a set; null where it is not of the set.</summary>
    internal ParameterUse? In(string set) => Uses.FirstOrDefault(u => u.Set == set) ?? Uses.FirstOrDefault(u => u.Set == AllSets);
}

/// <summary>A cmdlet, read from the assembly without loading PowerShell.</summary>
internal sealed record CommandMetadata(string Verb, string Noun, string? DefaultSet, IReadOnlyList<ParameterMetadata> Parameters)
{
    private static readonly ParameterMetadata[] ForShouldProcess = [Switch("WhatIf", "wi"), Switch("Confirm", "cf")];

    internal string Name => $"{Verb}-{Noun}";

    /// <summary>Names of the parameter sets, the default one first.</summary>
    internal IEnumerable<string> Sets => Parameters.SelectMany(p => p.Uses).Select(u => u.Set).Where(s => s != ParameterMetadata.AllSets)
        .DefaultIfEmpty(ParameterMetadata.AllSets).Distinct().OrderBy(s => s == DefaultSet ? 0 : 1);

    internal static IReadOnlyList<CommandMetadata> ReadAll(Assembly assembly) =>
        [.. assembly.GetTypes().Select(type => (type, cmdlet: Attribute(type, "CmdletAttribute")))
            .Where(t => t.cmdlet is not null)
            .Select(t => Read(t.type, t.cmdlet!))
            .OrderBy(c => c.Name, StringComparer.Ordinal)];

    private static CommandMetadata Read(Type type, CustomAttributeData cmdlet)
    {
        var parameters = type.GetProperties().Where(p => Attribute(p, "ParameterAttribute") is not null).Select(Read);
        var shouldProcess = Named(cmdlet, "SupportsShouldProcess") is true;
        return new CommandMetadata(
            (string)cmdlet.ConstructorArguments[0].Value!, (string)cmdlet.ConstructorArguments[1].Value!,
            Named(cmdlet, "DefaultParameterSetName") as string, [.. parameters, .. shouldProcess ? ForShouldProcess : []]);
    }

    private static ParameterMetadata Read(PropertyInfo property)
    {
        var type = property.PropertyType;
        var value = type.IsGenericType && type.Name == "Nullable`1" ? type.GetGenericArguments()[0] : type;
        var aliases = Attribute(property, "AliasAttribute")?.ConstructorArguments
            .SelectMany(a => ((IReadOnlyList<CustomAttributeTypedArgument>)a.Value!).Select(v => (string)v.Value!)) ?? [];
        return new ParameterMetadata(
            property.Name, value.IsGenericType ? value.Name : value.FullName!, value.Name == "SwitchParameter", value.IsArray,
            Attribute(property, "SupportsWildcardsAttribute") is not null, [.. aliases],
            [.. property.CustomAttributes.Where(a => a.AttributeType.Name == "ParameterAttribute").Select(Use)]);
    }

    private static ParameterUse Use(CustomAttributeData parameter) => new(
        Named(parameter, "ParameterSetName") as string ?? ParameterMetadata.AllSets, Named(parameter, "Mandatory") is true,
        Named(parameter, "Position") as int?,
        Named(parameter, "ValueFromPipeline") is true, Named(parameter, "ValueFromPipelineByPropertyName") is true);

    private static ParameterMetadata Switch(string name, string alias) =>
        new(name, "System.Management.Automation.SwitchParameter", true, false, false, [alias],
            [new ParameterUse(ParameterMetadata.AllSets, false, null, false, false)]);

    private static CustomAttributeData? Attribute(MemberInfo member, string name) => member.CustomAttributes.FirstOrDefault(a => a.AttributeType.Name == name);

    private static object? Named(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(a => a.MemberName == name).TypedValue.Value;
}

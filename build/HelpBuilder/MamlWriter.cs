using System.Globalization;
using System.Xml.Linq;

namespace CaToMe.HelpBuilder;

/// <summary>Writes MAML, the XML that Get-Help reads.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace Help = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    internal static void Write(IEnumerable<(CommandMetadata Command, CommandPage Page)> pages, string path) =>
        new XDocument(new XElement(Help + "helpItems", new XAttribute("schema", "maml"), pages.Select(p => Write(p.Command, p.Page)))).Save(path);

    private static XElement Write(CommandMetadata command, CommandPage page) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml), new XAttribute(XNamespace.Xmlns + "command", Command), new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", command.Name), new XElement(Command + "verb", command.Verb), new XElement(Command + "noun", command.Noun),
            Text(Maml + "description", [page.Synopsis])),
        Text(Maml + "description", page.Description),
        new XElement(Command + "syntax", command.Sets.Select(set => Syntax(command, page, set))),
        new XElement(Command + "parameters", command.Parameters.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => Parameter(p, p.Uses[0], page))),
        new XElement(Command + "inputTypes", page.Inputs.Select(i => new XElement(Command + "inputType", Type(i.Type), Text(Maml + "description", i.Text)))),
        new XElement(Command + "returnValues",
            page.Outputs.Select(o => new XElement(Command + "returnValue", Type(o.Type), Text(Maml + "description", o.Text)))),
        new XElement(Maml + "alertSet", Text(Maml + "alert", page.Notes)),
        new XElement(Command + "examples", page.Examples.Select((e, i) => Example(e, i + 1))),
        new XElement(Command + "relatedLinks",
            page.Links.Select(link => new XElement(Maml + "navigationLink",
                new XElement(Maml + "linkText", link.TrimStart('-', ' ')), new XElement(Maml + "uri")))));

    private static XElement Syntax(CommandMetadata command, CommandPage page, string set) => new(
        Command + "syntaxItem", new XElement(Maml + "name", command.Name),
        command.Parameters.Select(p => (Parameter: p, Use: p.In(set))).Where(p => p.Use is not null)
            .OrderBy(p => p.Use!.Position ?? int.MaxValue).ThenBy(p => p.Use!.Mandatory ? 0 : 1)
            .Select(p => Parameter(p.Parameter, p.Use!, page)));

    private static XElement Parameter(ParameterMetadata parameter, ParameterUse use, CommandPage page) => new(
        Command + "parameter",
        new XAttribute("required", Bool(use.Mandatory)), new XAttribute("variableLength", Bool(parameter.IsList)),
        new XAttribute("globbing", Bool(parameter.TakesWildcards)),
        new XAttribute("pipelineInput", PipelineInput(use)), new XAttribute("position", use.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
        new XElement(Maml + "name", parameter.Name), Text(Maml + "description", page.Parameter(parameter.Name)),
        parameter.IsSwitch
            ? null
            : new XElement(
                Command + "parameterValue", new XAttribute("required", "true"), new XAttribute("variableLength", Bool(parameter.IsList)),
                Short(parameter.Type)),
        Type(parameter.Type),
        new XElement(Dev + "defaultValue", parameter.IsSwitch ? "False" : page.Default(parameter.Name)));

    private static XElement Example(Example example, int number) => new(
        Command + "example",
        new XElement(Maml + "title", string.Create(CultureInfo.InvariantCulture, $"Example {number}: {example.Title}")),
        Text(Maml + "introduction", ["PS> "]), new XElement(Dev + "code", example.Code), Text(Dev + "remarks", example.Remarks));

    private static XElement Text(XName name, IEnumerable<string> paragraphs) => new(name, paragraphs.Select(p => new XElement(Maml + "para", p)));

    private static XElement Type(string name) => new(Dev + "type", new XElement(Maml + "name", name), new XElement(Maml + "uri"));

    private static string PipelineInput(ParameterUse use) => (use.ByValue, use.ByPropertyName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static string Short(string type) => type[(type.LastIndexOf('.') + 1)..];

    private static string Bool(bool value) => value ? "true" : "false";
}

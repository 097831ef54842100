using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;

namespace CaToMe.HelpBuilder;

/// <summary>An example: a title, PowerShell code, and what it shows.</summary>
internal sealed record Example(string Title, string Code, IReadOnlyList<string> Remarks);

/// <summary>A cmdlet's page in docs/en-US: sections as PowerShell's help names them, a heading per parameter and example.</summary>
internal sealed partial class CommandPage
{
    private static readonly Dictionary<string, string[]> Standard = new()
    {
        ["WhatIf"] = ["Shows what would happen. Nothing is done."],
        ["Confirm"] = ["Asks before each step."],
    };

    private readonly Dictionary<string, List<Section>> sections;

    private CommandPage(Dictionary<string, List<Section>> sections) => this.sections = sections;

    internal string Synopsis => string.Join(' ', Paragraphs("SYNOPSIS"));

    internal IReadOnlyList<string> Description => Paragraphs("DESCRIPTION");

    internal IReadOnlyList<string> Notes => Paragraphs("NOTES");

    internal IReadOnlyList<Example> Examples =>
        [.. Under("EXAMPLES").Select(s => new Example(s.Title,
            string.Join("\n\n", s.Blocks.OfType<FencedCodeBlock>().Select(c => c.Lines.ToString())), s.Texts))];

    internal IReadOnlyList<(string Type, IReadOnlyList<string> Text)> Inputs => [.. Under("INPUTS").Select(s => (s.Title, s.Texts))];

    internal IReadOnlyList<(string Type, IReadOnlyList<string> Text)> Outputs => [.. Under("OUTPUTS").Select(s => (s.Title, s.Texts))];

    internal IReadOnlyList<string> Links => Paragraphs("RELATED LINKS");

    /// <summary>What a parameter is for.</summary>
    internal IReadOnlyList<string> Parameter(string name) =>
        Under("PARAMETERS").FirstOrDefault(s => s.Title == "-" + name)?.Texts ?? Standard.GetValueOrDefault(name) ?? [];

    /// <summary>The sentence after <c>Default:</c>, where the text has one.</summary>
    internal string Default(string name) =>
        DefaultValue().Match(string.Join(' ', Parameter(name))) is { Success: true } match ? match.Groups[1].Value : "None";

    /// <summary>Reads a page and says what is missing from it.</summary>
    internal static CommandPage Read(string path, CommandMetadata command, List<string> problems)
    {
        var page = new CommandPage(File.Exists(path) ? Parse(File.ReadAllText(path)) : []);
        var documented = page.Under("PARAMETERS").Select(s => s.Title).ToList();
        problems.AddRange(new[] { "SYNOPSIS", "DESCRIPTION", "INPUTS", "OUTPUTS" }.Where(s => !page.sections.ContainsKey(s))
            .Select(s => $"{path} has no section {s}."));
        problems.AddRange(command.Parameters.Where(p => page.Parameter(p.Name).Count == 0).Select(p => $"{path} does not describe -{p.Name}."));
        problems.AddRange(documented
            .Where(d => command.Parameters.All(p => "-" + p.Name != d))
            .Select(d => $"{path} describes {d}, which {command.Name} does not have."));
        if (page.Examples.Count(e => e.Code.Length > 0) < 3)
        {
            problems.Add($"{path} has fewer than three examples.");
        }

        return page;
    }

    private static Dictionary<string, List<Section>> Parse(string markdown)
    {
        var sections = new Dictionary<string, List<Section>>();
        List<Section>? current = null;
        foreach (var block in Markdown.Parse(markdown))
        {
            switch (block)
            {
                case HeadingBlock { Level: 2 } heading:
                    sections[PlainText.Of(heading)] = current = [new Section("", [])];
                    break;
                case HeadingBlock { Level: 3 } heading:
                    current?.Add(new Section(PlainText.Of(heading), []));
                    break;
                default:
                    current?[^1].Blocks.Add(block);
                    break;
            }
        }

        return sections;
    }

    private IReadOnlyList<string> Paragraphs(string name) => sections.TryGetValue(name, out var parts) ? parts[0].Texts : [];

    private IEnumerable<Section> Under(string name) => sections.TryGetValue(name, out var parts) ? parts.Skip(1) : [];

    [GeneratedRegex(@"Default: (.+?)\.(?:\s|$)")]
    private static partial Regex DefaultValue();

    private sealed record Section(string Title, List<Block> Blocks)
    {
        internal IReadOnlyList<string> Texts => [.. Blocks.Where(b => b is not FencedCodeBlock).SelectMany(PlainText.Paragraphs)];
    }
}

using System.Management.Automation;
using System.Text.RegularExpressions;

namespace CaToMe.Module.Tests;

/// <summary>Parameters are properties that the compiler wants; what they mean is declared once, beside the options.</summary>
public sealed class SettingParameterTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    [Theory]
    [InlineData("New-DiffusionImage", "Requests.RequestSettings")]
    [InlineData("New-DiffusionImage", "Previews.PreviewSettings")]
    [InlineData("New-TokenMergingOption", "Merging.MergeSettings")]
    [InlineData("Import-DiffusionModel", "Models.PipelineSettings")]
    public void A_setting_is_a_parameter_with_its_other_names_and_type(string command, string settings) => Assert.All(Declared(settings), setting =>
    {
        var parameter = drawing.Shell.Run($"(Get-Command {command}).Parameters['{setting.Name}']").Output.Single();
        Assert.Equal(setting.Aliases.Order(), ((IEnumerable<string>)parameter.Properties["Aliases"].Value).Order());
        var type = (Type)parameter.Properties["ParameterType"].Value;
        type = type.GetElementType() ?? type;
        Assert.Contains((Nullable.GetUnderlyingType(type) ?? type).Name, setting.Type == "Boolean" ? ["SwitchParameter"] : new[] { setting.Type, "Object" });
    });

    [Theory]
    [InlineData("New-DiffusionImage", "Requests.RequestSettings")]
    [InlineData("New-DiffusionImage", "Previews.PreviewSettings")]
    [InlineData("New-TokenMergingOption", "Merging.MergeSettings")]
    [InlineData("Import-DiffusionModel", "Models.PipelineSettings")]
    public void Its_help_says_the_declared_sentence_and_default(string command, string settings)
    {
        var page = Regex.Replace(File.ReadAllText(Path.Combine(Repository.Docs, command + ".md")), "<!--.*?-->", "");
        Assert.All(Declared(settings), setting =>
        {
            var help = Regex.Match(page, $"### -{setting.Name}\n\n(.*?)\n\n#", RegexOptions.Singleline).Groups[1].Value;
            Assert.Contains(setting.Summary, help, StringComparison.OrdinalIgnoreCase);
            if (setting.Name != "Method") // New-TokenMergingOption is there to merge: its default is another
            {
                Assert.EndsWith(setting.Default is null ? "." : $"Default: {setting.Default}.", help, StringComparison.OrdinalIgnoreCase);
            }
        });
    }

    [Theory]
    [InlineData("New-DiffusionImage", "Requests.RequestSettings")]
    [InlineData("New-DiffusionImage", "Previews.PreviewSettings")]
    [InlineData("New-TokenMergingOption", "Merging.MergeSettings")]
    [InlineData("Import-DiffusionModel", "Models.PipelineSettings")]
    public void Its_suggestions_complete(string command, string settings) => Assert.All(Declared(settings), setting =>
    {
        var typed = $"{command} -{setting.Name} ";
        var result = drawing.Shell.Run($"[System.Management.Automation.CommandCompletion]::CompleteInput('{typed}', {typed.Length}, $null)").Output.Single();
        var offered = ((CommandCompletion)result.BaseObject).CompletionMatches.Select(m => m.ListItemText).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.Superset(setting.Suggestions.ToHashSet(StringComparer.OrdinalIgnoreCase), offered);
    });

    /// <summary>The settings that the module's own library declares: the tests reference none of it.</summary>
    private List<Declaration> Declared(string settings)
    {
        // The module loads its library where PowerShell does not look for types: one of its objects leads there.
        var declared = drawing.Shell.Run(
            $"(New-TokenMergingOption -Method CaToMe).GetType().Assembly.GetType('CaToMe.{settings}').GetProperty('All').GetValue($null)");
        Assert.Empty(declared.Errors);
        Assert.NotEmpty(declared.Output);
        return [.. declared.Output.Select(o => Of(o.BaseObject))];
    }

    private static Declaration Of(dynamic setting) =>
        new(setting.Name, Words(setting.Aliases), setting.Summary, setting.Default, setting.Kind.Type.Name, Words(setting.Suggestions));

    private static string[] Words(IEnumerable<string> words) => [.. words];

    private sealed record Declaration(string Name, string[] Aliases, string Summary, string? Default, string Type, string[] Suggestions);
}

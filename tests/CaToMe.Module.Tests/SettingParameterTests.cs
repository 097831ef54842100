using System.Management.Automation;
using System.Text.RegularExpressions;
using CaToMe.Merging;
using CaToMe.Settings;

namespace CaToMe.Module.Tests;

/// <summary>Parameters are properties that the compiler wants; what they are is declared once, beside the options.</summary>
public sealed class SettingParameterTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    public static TheoryData<string, string> Parameters() => new(
        RequestSettings.All.Select(s => ("New-DiffusionImage", s.Name))
            .Concat(MergeSettings.All.Select(s => ("New-TokenMergingOption", s.Name)))
            .Concat(PipelineSettings.All.Select(s => ("Import-DiffusionModel", s.Name))));

    [Theory]
    [MemberData(nameof(Parameters))]
    public void A_setting_is_a_parameter_with_its_other_names_and_type(string command, string name)
    {
        var setting = Declared(command, name);
        var parameter = Parameter(command, name);
        Assert.Equal(setting.Aliases.Order(), ((IEnumerable<string>)parameter.Properties["Aliases"].Value).Order());
        var type = (Type)parameter.Properties["ParameterType"].Value;
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        Assert.Contains(plain.Name, setting.Kind.IsSwitch ? ["SwitchParameter"] : new[] { setting.Kind.Type.Name, "Object" });
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Its_help_says_the_declared_sentence_and_default(string command, string name)
    {
        var setting = Declared(command, name);
        var page = File.ReadAllText(Path.Combine(Repository.Docs, command + ".md"));
        var help = Regex.Match(page, $@"### -{name}\n\n(.*?)\n\n#", RegexOptions.Singleline).Groups[1].Value;
        Assert.Contains(setting.Summary, help, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith(setting.Default is null ? "." : $"Default: {setting.Default}.", help, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Its_suggestions_complete(string command, string name)
    {
        var setting = Declared(command, name);
        var typed = $"{command} -{name} ";
        var result = drawing.Shell.Run($"[System.Management.Automation.CommandCompletion]::CompleteInput('{typed}', {typed.Length}, $null)").Output.Single();
        var offered = ((CommandCompletion)result.BaseObject).CompletionMatches.Select(m => m.ListItemText).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.Subset(offered, setting.Suggestions.ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    private static Setting Declared(string command, string name) => (command switch
    {
        "New-DiffusionImage" => RequestSettings.All.Cast<Setting>(),
        "New-TokenMergingOption" => MergeSettings.All,
        _ => PipelineSettings.All,
    }).Single(s => s.Name == name);

    private PSObject Parameter(string command, string name) => drawing.Shell.Run($"(Get-Command {command}).Parameters['{name}']").Output.Single();
}

using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CaToMe.Module.Tests;

public sealed class HelpTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private static readonly XDocument Help = XDocument.Load(Path.Combine(Repository.Module, "en-US", "CaToMe.Cmdlets.dll-Help.xml"));

    public static TheoryData<string> Commands() => [.. Help.Descendants(Command + "details").Select(d => d.Element(Command + "name")!.Value)];

    public static IEnumerable<object[]> Examples() =>
        Help.Descendants(Command + "command").SelectMany(c => c.Descendants(Command + "example").Select(e =>
            new object[] { c.Element(Command + "details")!.Element(Command + "name")!.Value, e.Element(Maml + "title")!.Value }));

    [Fact]
    public void Every_command_has_help()
    {
        var commands = drawing.Shell.Run("Get-Command -Module CaToMe").Values<string>("Name").ToHashSet();
        Assert.Equal(commands, Help.Descendants(Command + "details").Select(d => d.Element(Command + "name")!.Value).ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Get_Help_describes_the_command_and_each_parameter(string command)
    {
        var help = drawing.Shell.Run($"Get-Help {command} -Full").Output.Single();
        Assert.DoesNotContain('[', (string)LanguagePrimitives.ConvertTo(help.Properties["Synopsis"].Value, typeof(string)));
        Assert.NotEmpty(drawing.Shell.Run($"(Get-Help {command} -Full).description.Text").Output);
        foreach (var parameter in drawing.Shell.Run($"(Get-Command {command}).Parameters.Keys").Output
            .Select(o => o.ToString())
            .Except(PSCmdlet.CommonParameters))
        {
            Assert.NotEmpty(drawing.Shell.Run($"(Get-Help {command} -Parameter {parameter}).description.Text").Output);
        }

        Assert.InRange(drawing.Shell.Run($"(Get-Help {command} -Examples).examples.example").Output.Count, 3, 20);
    }

    [Fact]
    public void Examples_are_shown_behind_a_prompt() =>
        Assert.All(Help.Descendants(Command + "example"), e => Assert.Equal("PS> ", e.Element(Maml + "introduction")!.Value));

    [Fact]
    public void The_build_script_has_help_and_asks_for_the_version_that_the_module_asks_for()
    {
        var script = Path.Combine(Repository.Root, "build.ps1");
        Assert.Contains("Builds, tests, packs", $"{drawing.Shell.Run($"(Get-Help '{script}').Synopsis").Output.Single()}", StringComparison.Ordinal);
        var version = Regex.Match(File.ReadAllText(Path.Combine(Repository.Module, "CaToMe.psd1")), @"PowerShellVersion\s*= '(.+)'").Groups[1].Value;
        Assert.Contains($"#requires -Version {version}\n", File.ReadAllText(script).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("about_CaToMe")]
    [InlineData("about_TokenMerging")]
    public void Topics_are_found(string topic) =>
        Assert.Contains(
            "LONG DESCRIPTION", drawing.Shell.Run($"Get-Help {topic}").Output.Single().ToString(), StringComparison.Ordinal);

    [Fact]
    public void Every_error_id_is_explained()
    {
        var about = File.ReadAllText(Path.Combine(Repository.Docs, "about_CaToMe.md"));
        var ids = Regex.Matches(
            File.ReadAllText(Path.Combine(Repository.Root, "src", "CaToMe.Cmdlets", "Errors", "ErrorIds.cs")), @"const string (\w+)")
                .Select(m => m.Groups[1].Value);
        Assert.All(ids, id => Assert.Contains($"- {id}: ", about, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Each_example_runs(string command, string title)
    {
        var code = Help.Descendants(Command + "command").Single(c => c.Element(Command + "details")!.Element(Command + "name")!.Value == command)
            .Descendants(Command + "example").Single(e => e.Element(Maml + "title")!.Value == title).Element(Dev + "code")!.Value;
        if (command == "Install-DiffusionRuntime")
        {
            // It would fetch half a gigabyte: what it would do has to do.
            code += " -WhatIf";
        }

        using var shell = new Shell();
        File.WriteAllText(shell.PathOf("sweep.csv"), "Prompt,Seed,Merge\na red apple,1,none\nan owl,2,catome:0.9\n");
        Repository.LinkSmallModel(shell.PathOf("models/sd15")); // the folder that an example names
        WritePictures(shell);
        if (code.Contains("Study", StringComparison.Ordinal) || code.Contains("Report", StringComparison.Ordinal))
        {
            WriteStudy(shell);
        }

        Directory.CreateDirectory(shell.PathOf("recipes"));
        File.WriteAllText(
            shell.PathOf("recipes/balanced.json"), """{ "name": "balanced", "settings": { "steps": "2", "sampler": "unipc", "merge": "none" } }""");
        var standIns = Path.Combine(AppContext.BaseDirectory, "Stand-ins.ps1");
        shell.Run(
            $". '{standIns}'; "
            + $"$global:PSDefaultParameterValues = @{{ 'New-DiffusionImage:Steps' = 2; 'New-DiffusionImage:Size' = '64x64'; "
            + $"'Measure-TokenMerging:Steps' = 2; 'Measure-TokenMerging:Size' = '64x64'; "
            + "'Save-DiffusionModel:WhatIf' = $true; " // it would fetch gigabytes
            + "'Optimize-TokenMerging:WhatIf' = $true }; " // it would search for minutes
            + $"$env:PSModulePath = '{Path.GetDirectoryName(Repository.Module)}'");
        var result = shell.Run(code);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
    }

    /// <summary>A study, and its results.</summary>
    private void WriteStudy(Shell shell)
    {
        var study = shell.PathOf("study.yaml");
        File.WriteAllText(study, """
            prompts: [a house]
            common: { steps: 2, size: 64x64 }
            calls: true
            settings: [{ name: baseline }, { name: merged, merge: catome:0.1@all }]
            """);
        Assert.Empty(drawing.Shell.Run($"Invoke-TokenMergingStudy '{study}' '{shell.PathOf("results")}' -Model $model").Errors);
    }

    /// <summary>The pictures that examples begin at.</summary>
    private void WritePictures(Shell shell)
    {
        var picture = drawing.Shell.Run("New-DiffusionImage 'a red apple' -AsByte").Values<byte[]>("Bytes").Single();
        Directory.CreateDirectory(shell.PathOf("photos"));
        Assert.All(["table.png", "plate.png", "photos/one.jpg"], name => File.WriteAllBytes(shell.PathOf(name), picture));
    }
}

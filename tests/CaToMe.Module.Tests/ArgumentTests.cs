namespace CaToMe.Module.Tests;

/// <summary>What people type, and what PowerShell makes of it before a cmdlet sees it.</summary>
public sealed class ArgumentTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    private readonly Shell shell = drawing.Shell;

    [Theory]
    [InlineData("New-DiffusionImage 'a fox', 'an owl' -OutputPath 'args/{prompt}-{seed}.png'", "args/a-fox-42.png args/an-owl-42.png")]
    [InlineData("New-DiffusionImage -OutputPath 'args/{prompt}-{seed}.png' 'a fox'", "args/a-fox-42.png")]
    [InlineData("1, 2 | New-DiffusionImage -Prompt 'a fox' -OutputPath 'args/{seed}.png'", "args/1.png args/2.png")]
    [InlineData("$s = @{ Prompt = 'a fox' }; New-DiffusionImage @s -OutputPath 'args/{prompt}-{seed}.png'", "args/a-fox-42.png")]
    [InlineData("& (Get-Command New-DiffusionImage) 'a fox' -OutputPath 'args/{prompt}-{seed}.png'", "args/a-fox-42.png")]
    [InlineData("'a fox', 'an owl' | New-DiffusionImage -OutputPath '{index}.png'", "1.png 2.png")]
    [InlineData("'a fox' | New-DiffusionImage -OutputPath '{seed}-{prompt}.png'", "42-a-fox.png")]
    [InlineData("New-DiffusionImage 'a fox' -OutputPath '{seed}-{prompt}.png'", "42-a-fox.png")]
    [InlineData("New-DiffusionImage 'a fox' -OutputPath '{seed}.png'", "42.png")]
    [InlineData(
        "@{ Prompt = 'a fox'; OutputPath = 'args/h.png' }, "
        + "[pscustomobject] @{ Prompt = 'a fox'; OutputPath = 'args/o.png' } | New-DiffusionImage",
        "args/h.png args/o.png")]
    [InlineData("[pscustomobject] @{ Prompt = 'a fox'; Name = 'n' } | New-DiffusionImage -OutputPath { \"args/$($_.Name).png\" }", "args/n.png")]
    [InlineData("'a fox' | New-DiffusionImage -OutputPath:'args/{prompt}-{seed}.png'", "args/a-fox-42.png")]
    [InlineData("'a fox' | ForEach-Object { $_ | New-DiffusionImage -OutputPath 'args/{prompt}-{seed}.png' }", "args/a-fox-42.png")]
    [InlineData("'a fox' | New-DiffusionImage -OutputPath { \"args/$_.png\" }", "args/a fox.png")]
    [InlineData("[pscustomobject] @{ Prompt = 'row'; Seed = 3 } | New-DiffusionImage 'a fox' -OutputPath 'args/{prompt}-{seed}.png'", "args/a-fox-3.png")]
    public void Prompts_and_patterns_are_found_however_they_are_typed(string script, string files)
    {
        var result = shell.Run($"$PSDefaultParameterValues['New-DiffusionImage:Force'] = $true; try {{ {script} }} "
            + "finally { $PSDefaultParameterValues.Remove('New-DiffusionImage:Force') }");
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Equal(files, string.Join(' ', result.Values<string>("Path").Select(p => Path.GetRelativePath(shell.Folder.FullName, p).Replace('\\', '/'))));
    }

    [Theory]
    [InlineData("New-DiffusionImage $null", "PromptMissing", "no prompt")]
    [InlineData("New-DiffusionImage { foo }", "ScriptBlockArgumentNoInput", "Prompt")]
    [InlineData("'a fox' | New-DiffusionImage -OutputPath out/{prompt}-{seed}.png", "PositionalParameterNotFound", "prompt")]
    [InlineData("'a fox' | New-DiffusionImage -OutputPath out/{prompt}.png", "InputNotAccepted", "out/{prompt}.png is an output pattern without quotes")]
    [InlineData("New-DiffusionImage 'a fox' -OutputPath {seed}.png", "InputNotAccepted", "{seed}.png")]
    [InlineData("New-DiffusionImage 'a fox' -Out {seed:0000}.png", "InputNotAccepted", "{seed:0000}.png")]
    [InlineData("New-DiffusionImage @{ Prompt = 'a fox' }", "ParameterArgumentTransformationError", "Hashtable is no prompt")]
    [InlineData("New-DiffusionImage 'a fox', @{ Seed = 3 }", "ParameterArgumentTransformationError", "Hashtable is no prompt")]
    [InlineData("@{ Prompt = @{ a = 1 } } | New-DiffusionImage", "SettingNotAccepted", "Hashtable is no prompt")]
    [InlineData("Measure-TokenMerging @{ Prompt = 'a fox' }", "ParameterArgumentTransformationError", "Hashtable is no prompt")]
    [InlineData("New-DiffusionImage 'a fox' catome:0.95", "PositionalParameterNotFound", "catome:0.95")]
    [InlineData("New-DiffusionImage a fox", "PositionalParameterNotFound", "fox")]
    [InlineData("New-DiffusionImage 'a fox' -Prompt 'an owl'", "PositionalParameterNotFound", "a fox")]
    [InlineData("New-DiffusionImage 'a fox' -Promt 'an owl'", "NamedParameterNotFound", "Promt")]
    public void What_is_no_prompt_is_refused_and_named(string script, string id, string named)
    {
        var error = shell.Run(script).Error;
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(named, error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_syntax_begins_with_the_prompt_and_names_nothing_that_nobody_types()
    {
        var syntax = shell.Run("Get-Command New-DiffusionImage -Syntax; (Get-Help New-DiffusionImage).syntax.syntaxItem[0].parameter[0].position");
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count($"{syntax.Output[0]}", @"New-DiffusionImage \[\[-Prompt\] <string\[\]>\]"));
        Assert.DoesNotContain("Argument", $"{syntax.Output[0]}", StringComparison.Ordinal);
        Assert.Equal("0", $"{syntax.Output[1]}");
    }

    [Theory]
    [InlineData("New-DiffusionImage a -Seed random -Count 2 -AsByte")]
    [InlineData("'a', 'b' | New-DiffusionImage -Seed Random -AsByte")]
    [InlineData("[pscustomobject] @{ Prompt = 'a'; Seed = 'random' } | New-DiffusionImage -AsByte")]
    [InlineData("@{ Prompt = 'a'; Seed = ' random' } | New-DiffusionImage -AsByte")]
    [InlineData("'random' | New-DiffusionImage a -AsByte")]
    [InlineData("Measure-TokenMerging a tome:0.5 -Seed random -NoWarmUp")]
    public void A_random_seed_is_drawn_and_said(string script)
    {
        var result = shell.Run(script);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        var seeds = result.Values<object>("Seed").Select(seed => (long)seed).ToList();
        Assert.All(seeds, seed => Assert.InRange(seed, 0, 1L << 32));
        Assert.InRange(seeds[^1] - seeds[0], 0, 1); // one is drawn for the command
        Assert.NotEqual(seeds[0], (long)shell.Run(script).Output[0].Properties["Seed"].Value);
    }

    [Theory]
    [InlineData("'1', ' 2' | New-DiffusionImage -Prompt a -AsByte", "1 none, 2 none")]
    [InlineData("7.0, [decimal] 8, [uint64] 9 | New-DiffusionImage a -AsByte", "7 none, 8 none, 9 none")]
    [InlineData("' catome:0.9@all', 'none' | New-DiffusionImage -Prompt a -AsByte", "42 catome:0.9@all, 42 none")]
    [InlineData("[pscustomobject] @{ Seed = 4; Threshold = '0.9'; Checkpoints = 'all'; Note = '' } | New-DiffusionImage a -AsByte", "4 catome:0.9@all")]
    [InlineData("@{ Prompt = 'a'; Seed = 4; Method = 'ToMe'; Ratio = 0.25 } | New-DiffusionImage -AsByte", "4 tome:0.25")]
    [InlineData("@{ Prompt = 'a'; Seed = 4 } | New-DiffusionImage -Seed { 7 } -Merge { 'tome:0.3' } -AsByte", "7 tome:0.3")]
    [InlineData(
        "'catome:0.2@all dst=random seed=9' | New-TokenMergingOption | New-DiffusionImage a -Seed { 7 } -Merge { \"$_ mlp\" } -AsByte",
        "7 catome:0.2@all dst=random seed=9 mlp")]
    public void Seeds_and_merge_settings_come_down_the_pipeline_in_any_form(string script, string drawn)
    {
        var result = shell.Run(script);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Empty(result.Warnings);
        Assert.Equal(drawn, string.Join(", ", result.Output.Select(o => $"{o.Properties["Seed"].Value} {o.Properties["Merge"].Value}")));
    }

    [Theory]
    [InlineData("'zzz' | New-DiffusionImage -Prompt a", "SettingNotAccepted")]
    [InlineData("1.5 | New-DiffusionImage -Prompt a", "InputNotAccepted")]
    [InlineData("'catome:3' | New-DiffusionImage -Prompt a", "SettingNotAccepted")]
    [InlineData("[pscustomobject] @{ Threshold = 3 } | New-DiffusionImage a", "SettingNotAccepted")]
    [InlineData("New-DiffusionImage a -Seed 9223372036854775806 -Count 3", "SettingNotAccepted")]
    [InlineData("New-DiffusionImage a -Sampler nope", "SettingNotAccepted")]
    public void What_is_neither_is_one_error(string script, string id) =>
        Assert.StartsWith(id + ",", shell.Run(script).Error.FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public void One_file_that_is_to_stay_keeps_no_other_picture_from_being_drawn()
    {
        shell.Run("New-DiffusionImage a -Seed 2 -OutputPath resume/");
        var result = shell.Run("New-DiffusionImage a -Seed 1 -Count 3 -OutputPath resume/ -NoClobber");
        Assert.Equal([1L, 3L], result.Values<long>("Seed"));
        Assert.StartsWith("FileExists,", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("a", result.Error.TargetObject);
    }

    [Fact]
    public void The_number_in_a_files_name_is_the_pictures_also_after_a_refused_batch()
    {
        shell.Run("'1', '2' | ForEach-Object { New-DiffusionImage a -OutputPath \"batches/$_.png\" }");
        var result = shell.Run("New-DiffusionImage a -Count 2 -Batch 2 -OutputPath 'batches/{index}.png' -NoClobber");
        Assert.Equal(["3.png", "4.png"], result.Values<string>("Path").Select(p => Path.GetFileName(p)!));
        Assert.Single(result.Errors);
    }

    [Fact]
    public void A_bad_setting_of_several_pictures_is_one_error() =>
        Assert.StartsWith("SettingNotAccepted,", shell.Run("New-DiffusionImage a, b -Count 3 -Steps 0").Error.FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public void A_folder_that_cannot_be_is_found_before_anything_is_drawn()
    {
        File.WriteAllText(shell.PathOf("file"), "");
        var result = shell.Run("New-DiffusionImage a -OutputPath file/sub/x.png -Verbose");
        Assert.StartsWith("FileExists,", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Verbose, v => v.StartsWith("Drawing", StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_that_did_nothing_are_warned_of() =>
        Assert.Equal(
            ["NegativePrompt has no effect", "CollectStatistics has no effect"],
            shell.Run("New-DiffusionImage a -GuidanceScale 1 -NegativePrompt b -CollectStatistics -AsByte")
                .Warnings.Select(w => w[..(w.IndexOf("effect", StringComparison.Ordinal) + 6)]));

    [Theory]
    [InlineData("New-DiffusionImage a -Count 2 -CollectStatistics -AsByte", "CollectStatistics has no effect")]
    [InlineData("New-DiffusionImage a, b -Merge catome:1 -AsByte", "Nothing was merged: no two tokens were as similar as the threshold, 1.")]
    public void A_warning_is_said_once_however_many_pictures_it_is_about(string script, string warning) =>
        Assert.StartsWith(warning, Assert.Single(shell.Run(script).Warnings), StringComparison.Ordinal);

    [Theory]
    [InlineData(
        "[pscustomobject] @{ Prompt = 'a'; Smapler = 'ddim' }",
        "The column Smapler is no setting of New-DiffusionImage and has no effect: is Sampler meant?")]
    [InlineData("[pscustomobject] @{ Prompt = 'a'; Step = 3 }", "The column Step is no setting of New-DiffusionImage and has no effect: is Steps meant?")]
    [InlineData("[pscustomobject] @{ Prompt = 'a'; Note = 'n'; Time = 3; Threshold = 0.5 }", null)]
    public void A_misspelt_column_is_warned_of_once(string row, string? warning) =>
        Assert.Equal(warning is null ? [] : [warning], shell.Run($"{row}, {row} | New-DiffusionImage -AsByte").Warnings);

    [Theory]
    [InlineData("New-DiffusionImage a -Merge 0.9 -AsByte")]
    [InlineData("New-DiffusionImage a -Merge '0.9' -AsByte")]
    [InlineData("[pscustomobject] @{ Prompt = 'a'; Merge = '0.9' } | New-DiffusionImage -AsByte")]
    [InlineData("Measure-TokenMerging a 0.9 | ForEach-Object { if (\"$($_.Merge)\" -ne 'none') { $_ } }")]
    public void A_number_is_the_threshold(string script)
    {
        var result = shell.Run(script);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Equal("catome:0.9@paper-3", $"{Assert.Single(result.Output).Properties["Merge"].Value}");
    }

    [Theory]
    [InlineData("[pscustomobject] @{ Prompt = 'a'; Size = 'axb' } | New-DiffusionImage", "Size is axb: give width and height")]
    [InlineData("@{ Prompt = 'a'; Merge = 'strong' } | New-DiffusionImage", "Merge is strong: give none")]
    public void A_value_that_is_not_accepted_is_said_once(string script, string message) =>
        Assert.StartsWith(message, drawing.RunPlain(script).Error.Exception.Message, StringComparison.Ordinal);

    [Fact]
    public void How_many_pictures_there_will_be_is_said_where_it_is_known()
    {
        Assert.Equal(["1 of 2", "2 of 2", "Done"], Sweep("New-DiffusionImage a -Count 2 -AsByte"));
        Assert.Equal(["Picture 1", "Picture 2", "Done"], Sweep("'a', 'b' | New-DiffusionImage -AsByte"));
    }

    private IEnumerable<string> Sweep(string script) => shell.Run(script).Progress.Where(p => p.ActivityId == 1).Select(p => p.StatusDescription);
}

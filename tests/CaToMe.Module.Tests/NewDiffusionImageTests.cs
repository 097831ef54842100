using System.Collections;
using System.Management.Automation;

namespace CaToMe.Module.Tests;

public sealed class NewDiffusionImageTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    private readonly Shell shell = drawing.Shell;

    [Fact]
    public void Prompts_from_the_pipeline_give_a_picture_each_in_order()
    {
        var result = shell.Run("'a red apple', 'a house' | New-DiffusionImage -OutputPath ./pipeline");
        Assert.Empty(result.Errors);
        Assert.Equal(["a red apple", "a house"], result.Values<string>("Prompt"));
        Assert.Equal([shell.PathOf("pipeline/a-red-apple-42.png"), shell.PathOf("pipeline/a-house-42.png")], result.Values<string>("Path"));
        Assert.All(result.Values<string>("Path"), path => Assert.True(File.Exists(path)));
    }

    [Fact]
    public void Hashtables_objects_and_rows_of_texts_draw_the_same_picture()
    {
        var row = new PSObject();
        var values = new[]
        {
            ("Prompt", "a fox"), ("Seed", "7"), ("Size", "64x72"), ("Steps", "2"), ("Merge", "catome:0.2"), ("GuidanceScale", "2.5"), ("Note", "kept out"),
        };
        foreach (var (name, value) in values)
        {
            row.Properties.Add(new PSNoteProperty(name, value));
        }

        var result = drawing.RunPlain("""
            $input | New-DiffusionImage -Model small -AsByte
            @{ Prompt = 'a fox'; Seed = 7; Size = '64x72'; Steps = 2; Merge = @{ Threshold = 0.2 }; GuidanceScale = 2.5; Model = $model } |
                New-DiffusionImage -AsByte
            $merge = New-TokenMergingOption CaToMe -Threshold 0.2
            [pscustomobject] @{ Prompt = 'a fox'; Seed = 7; Width = 64; Height = 72; Steps = 2; Merge = $merge; Guidance = 2.5; Model = 'small' } |
                New-DiffusionImage -AsByte
            New-DiffusionImage 'a fox' -Seed 7 -Size 64x72 -Steps 2 -Merge catome:0.2 -GuidanceScale 2.5 -AsByte -Model $model
            """, row);
        Assert.Empty(result.Errors);
        Assert.Equal(4, result.Output.Count);
        Assert.Single(result.Values<byte[]>("Bytes").Select(b => Convert.ToHexString(b[^1000..])).Distinct());
        Assert.All(result.Output, o => Assert.Equal(
            ("64x72", 7L, 2, "catome:0.2@paper-3"),
            ($"{o.Properties["Size"].Value}", (long)o.Properties["Seed"].Value, (int)o.Properties["Steps"].Value, $"{o.Properties["Merge"].Value}")));
    }

    [Fact]
    public void The_command_line_counts_for_more_than_the_record() =>
        Assert.Equal(
            [5L],
            shell.Run("@{ Prompt = 'a fox'; Seed = 7 }, [pscustomobject] @{ Prompt = 'a fox'; Seed = 8 } | New-DiffusionImage -Seed 5 -AsByte")
                .Values<long>("Seed").Distinct());

    [Fact]
    public void A_setting_of_one_record_is_none_of_the_next() =>
        Assert.Equal(
            [7L, 42L, 9L, 42L],
            shell.Run("@{ Prompt = 'a'; Seed = 7 }, 'b', [pscustomobject] @{ Prompt = 'c'; Seed = 9 }, @{ Prompt = 'd' } | New-DiffusionImage -AsByte")
                .Values<long>("Seed"));

    [Fact]
    public void Piped_numbers_are_seeds_where_there_is_a_prompt() =>
        Assert.Equal([1L, 2L, 3L], shell.Run("1..3 | New-DiffusionImage 'a fox' -AsByte").Values<long>("Seed"));

    [Fact]
    public void Piped_merge_options_draw_the_prompt_with_each() =>
        Assert.Equal(
            ["catome:0.9@paper-3", "none"],
            shell.Run("'catome:0.9', 'none' | New-TokenMergingOption | New-DiffusionImage 'a fox' -AsByte")
                .Output.Select(o => $"{o.Properties["Merge"].Value}"));

    [Fact]
    public void The_seed_of_piped_merge_options_is_not_the_pictures() =>
        Assert.Equal(
            [42L, 5L],
            shell.Run("'catome:0.2 dst=random seed=7' | New-TokenMergingOption | "
                + "ForEach-Object { $_ | New-DiffusionImage 'a fox' -AsByte; $_ | New-DiffusionImage 'a fox' -Seed 5 -AsByte }")
            .Values<long>("Seed"));

    [Fact]
    public void What_is_null_or_empty_is_not_given()
    {
        var result = drawing.RunPlain("""
            New-DiffusionImage 'a fox' -Model small -Size 64x64 -Steps 1 -Merge $null -Seed $null -Sampler $null -AsByte
            [pscustomobject] @{ Prompt = 'a fox'; Model = 'small'; Size = '64x64'; Steps = 1; Merge = $null; Seed = $null
                GuidanceScale = ''; OutputPath = '' } |
                New-DiffusionImage
            @{ Prompt = 'a fox'; Model = 'small'; Size = '64x64'; Steps = 1; Merge = ''; Seed = '' } | New-DiffusionImage -AsByte
            """);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Equal(["42 none", "42 none", "42 none"], result.Output.Select(o => $"{o.Properties["Seed"].Value} {o.Properties["Merge"].Value}"));
    }

    [Fact]
    public void A_record_without_a_model_draws_with_the_embedded_one()
    {
        var record = "[pscustomobject] @{ Prompt = 'a fox'; Model = ''; Steps = 1; Size = '64x64' }";
        Assert.Equal("emoji", $"{Assert.Single(drawing.RunPlain($"{record} | New-DiffusionImage -AsByte").Output).Properties["Model"].Value}");
    }

    [Fact]
    public void Merging_without_a_number_is_as_recommended_for_the_model() =>
        Assert.Equal(
            ["catome:0.7@paper-3", "catome:0.7@paper-3", "tome:0.5"],
            shell.Run("'catome', @{ Method = 'CaToMe' }, 'tome' | New-TokenMergingOption | New-DiffusionImage 'a fox' -AsByte")
                .Output.Select(o => $"{o.Properties["Merge"].Value}"));

    [Fact]
    public void A_script_block_is_a_value_for_each_record() =>
        Assert.Equal(
            [("icon of a fox", 3L), ("icon of an owl", 3L)],
            shell.Run("'a fox', 'an owl' | New-DiffusionImage -Prompt { \"icon of $_\" } -Seed { 3 } -AsByte")
                .Output.Select(o => ((string)o.Properties["Prompt"].Value, (long)o.Properties["Seed"].Value)));

    [Fact]
    public void Count_draws_one_seed_after_the_other() =>
        Assert.Equal([10L, 11L], shell.Run("New-DiffusionImage 'a fox' -Seed 10 -Count 2 -AsByte").Values<long>("Seed"));

    [Fact]
    public void A_batch_is_a_picture_per_item() =>
        Assert.Equal([0, 1], shell.Run("New-DiffusionImage 'a fox' -Batch 2 -AsByte").Values<int>("BatchIndex"));

    [Fact]
    public void A_picture_piped_back_is_drawn_again_bit_for_bit()
    {
        var result = shell.Run("""
            $first = New-DiffusionImage 'a rocket' -Seed 3 -Merge 'catome:0.3@0 mlp' -OutputPath first.png
            $again = $first | New-DiffusionImage -OutputPath again.png
            $info = Get-DiffusionImageInfo first.png | New-DiffusionImage -OutputPath info.png
            $settings = $first.GetSettings()
            $splat = New-DiffusionImage @settings -OutputPath splat.png
            $again, $info, $splat | Compare-DiffusionImage $first
            """);
        Assert.Empty(result.Errors);
        Assert.Equal([double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity], result.Values<double>("Psnr"));
    }

    [Theory]
    [InlineData("'out/{prompt}-{seed}.png'", "out/a-fox-4.png")]
    [InlineData("'out/{seed}.png'", "out/4.png")]
    [InlineData("'x-{seed:0000}'", "x-0004.png")]
    [InlineData("'out/{model}/{merge} {steps}.png'", "out/tiny-sd15/none 1.png")]
    [InlineData("'a [b] c.png'", "a [b] c.png")]
    [InlineData("sub/", "sub/a-fox-4.png")]
    [InlineData("'#{index}'", "#1.png")]
    [InlineData("\"$folder/{seed}.png\"", "from a variable/4.png")]
    [InlineData("\"$folder/{seed}-{index}.png\"", "from a variable/4-1.png")]
    [InlineData("$null", "a-fox-4.png")]
    public void Output_goes_where_it_is_told(string path, string file) =>
        Assert.Equal(
            shell.PathOf(file),
            shell.Run($"$folder = 'from a variable'; New-DiffusionImage 'a fox' -Seed 4 -Force -OutputPath {path}")
                .Values<string>("Path").Single());

    [Fact]
    public void Numbers_of_files_are_those_of_the_pictures_asked_for()
    {
        var result = shell.Run(
            "@{ Prompt = 'a' }, @{ Prompt = 'b'; Size = '65x65' }, @{ Prompt = 'c' } | "
            + "New-DiffusionImage -Steps { 1 } -Size { $_.Size ?? '64x64' } -OutputPath 'numbers/{index}.png'");
        Assert.Single(result.Errors);
        Assert.Equal([shell.PathOf("numbers/1.png"), shell.PathOf("numbers/3.png")], result.Values<string>("Path"));
        Assert.Equal([1, 1], result.Values<int>("Steps"));
    }

    [Fact]
    public void Two_pictures_of_one_command_never_share_a_file() =>
        Assert.Equal(
            [shell.PathOf("same.png"), shell.PathOf("same-2.png")],
            shell.Run("'a fox', 'an owl' | New-DiffusionImage -OutputPath same.png").Values<string>("Path"));

    [Fact]
    public void WhatIf_draws_nothing_and_loads_nothing()
    {
        using var fresh = new Shell();
        Assert.Empty(fresh.Run("'a fox' | New-DiffusionImage -OutputPath what-if.png -WhatIf").Output);
        Assert.Empty(fresh.Folder.GetFiles());
        Assert.StartsWith("SettingNotAccepted,", fresh.Run("New-DiffusionImage 'a fox' -Steps 0").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(fresh.Run("Get-DiffusionModel").Output);
    }

    [Fact]
    public void A_file_that_is_there_is_kept_and_Force_replaces_it()
    {
        var result = shell.Run(
            "New-DiffusionImage 'a hen' -OutputPath kept/; New-DiffusionImage 'a hen' -Merge catome:0.2 -OutputPath kept/; "
            + "New-DiffusionImage 'a hen' -Seed 42 -OutputPath kept/ -Force");
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(["a-hen-42.png", "a-hen-42-2.png", "a-hen-42.png"], result.Values<string>("Path").Select(Path.GetFileName));
        Assert.Equal(2, Directory.GetFiles(shell.PathOf("kept")).Length);
    }

    [Fact]
    public void Each_prompt_is_drawn_with_each_seed_and_merge_setting()
    {
        var result = shell.Run("New-DiffusionImage a, b -Seed 1, 2 -Merge none, 0.2, tome:0.5 -OutputPath 'crossed/{prompt}{seed}-{merge}.png'");
        Assert.Empty(result.Errors);
        Assert.Equal(
            ["a1-none", "a1-catome-0.2", "a1-tome-0.5", "a2-none", "a2-catome-0.2", "a2-tome-0.5"],
            result.Values<string>("Path").Take(6).Select(Path.GetFileNameWithoutExtension));
        Assert.Equal(12, result.Output.Count);
    }

    [Fact]
    public void NoClobber_leaves_what_is_there()
    {
        File.WriteAllText(shell.PathOf("mine.png"), "mine");
        var error = shell.Run("New-DiffusionImage 'a fox' -OutputPath mine.png -NoClobber").Error;
        Assert.StartsWith("FileExists,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ResourceExists, error.CategoryInfo.Category);
        Assert.Contains("-Force", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(shell.PathOf("mine.png")));
    }

    [Theory]
    [InlineData("", "theirs")]
    [InlineData("-NoClobber", "theirs")]
    [InlineData("-Force", null)]
    public void A_file_that_appears_meanwhile_is_kept_unless_Force_is_given(string option, string? left)
    {
        var folder = $"meanwhile{option}";
        var (path, second) = (shell.PathOf($"{folder}/x.png"), shell.PathOf($"{folder}/x-2.png"));
        // What is merged into the output runs down the pipeline before the drawing begins.
        var result = shell.Run($$"""
            New-DiffusionImage 'a fox' -OutputPath {{folder}}/x.png -Verbose {{option}} 4>&1 | ForEach-Object {
                if ($_ -is [System.Management.Automation.VerboseRecord]) {
                    [void] [IO.Directory]::CreateDirectory('{{Path.GetDirectoryName(path)}}')
                    [IO.File]::WriteAllText('{{path}}', 'theirs')
                } else { $_ }
            }
            """);
        Assert.Empty(result.Errors);
        Assert.Equal(left is null ? path : second, result.Output.Single().Properties["Path"].Value);
        Assert.Equal(left is null ? 0 : 1, result.Warnings.Count);
        Assert.Equal(left is not null, File.ReadAllText(path) == left);
    }

    [Fact]
    public void A_picture_says_how_it_was_decoded_and_is_decoded_so_again()
    {
        var images = shell.Run(
            "$tiled = New-DiffusionImage 'a fox' -VaeTiling On -OutputPath tiled.png; $tiled; $tiled | New-DiffusionImage -AsByte; "
            + "Get-DiffusionImageInfo tiled.png; New-DiffusionImage 'a fox' -AsByte").Output;
        Assert.Equal(["On", "On", "On", "Off"], images.Select(i => i.Properties["VaeTiling"].Value.ToString()));
    }

    [Fact]
    public void Force_replaces_a_protected_file_too()
    {
        var file = new FileInfo(shell.PathOf("protected.png"));
        File.WriteAllText(file.FullName, "protected");
        file.IsReadOnly = true;
        Assert.Equal([shell.PathOf("protected-2.png")], shell.Run("New-DiffusionImage 'a fox' -OutputPath protected.png").Values<string>("Path"));
        Assert.Equal("protected", File.ReadAllText(file.FullName));
        Assert.Empty(shell.Run("New-DiffusionImage 'a fox' -OutputPath protected.png -Force").Errors);
        Assert.InRange(new FileInfo(file.FullName).Length, 100, long.MaxValue);
    }

    [Fact]
    public void AsByte_returns_a_PNG_file_and_writes_none()
    {
        var image = shell.Run("New-DiffusionImage 'a fox' -Seed 99 -AsByte").Output.Single();
        Assert.Null(image.Properties["Path"].Value);
        Assert.Equal("PNG"u8.ToArray(), ((byte[])image.Properties["Bytes"].Value)[1..4]);
        Assert.False(File.Exists(shell.PathOf("a-fox-99.png")));
    }

    [Fact]
    public void What_a_picture_says_of_itself_has_the_parameters_names()
    {
        var settings =
            (Hashtable)shell.Run("(New-DiffusionImage 'a fox' -NegativePrompt 'a dog' -GuidanceScale 2 -AsByte).GetSettings()")
                .Output.Single().BaseObject;
        var parameters = shell.Run("(Get-Command New-DiffusionImage).Parameters.Keys").Output.Select(o => o.ToString());
        Assert.Subset(parameters.ToHashSet(), settings.Keys.Cast<string>().ToHashSet());
        Assert.Equal("a dog", settings["NegativePrompt"]);
    }

    [Fact]
    public void Key_typos_in_a_hashtable_are_warned_of() =>
        Assert.Contains(
            "Sed is no setting",
            Assert.Single(shell.Run("@{ Prompt = 'a fox'; Sed = 3 } | New-DiffusionImage -AsByte").Warnings),
            StringComparison.Ordinal);

    [Fact]
    public void Verbose_tells_what_is_drawn() =>
        Assert.Contains(shell.Run("New-DiffusionImage 'a fox' -AsByte -Verbose").Verbose, v => v.Contains("'a fox' with seed 42", StringComparison.Ordinal));
}

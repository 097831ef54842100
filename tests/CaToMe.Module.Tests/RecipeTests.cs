using System.Collections;
using System.Management.Automation;

namespace CaToMe.Module.Tests;

public sealed class RecipeTests : IClassFixture<DrawingFixture>
{
    private static readonly string[] Set = ["Sampler", "Steps", "Schedule", "GuidanceCalls", "Merge"];

    private const string Mine = """
        { "name": "mine", "settings": { "steps": "3", "sampler": "euler", "schedule": "karras", "guidanceCalls": "0,2", "merge": "catome:0.5@all" } }
        """;

    private const string Measured = """
        {
          "name": "measured", "settings": { "steps": "2", "sampler": "unipc", "merge": "none" },
          "measured": {
            "model": "another", "modelHash": "0123456789", "width": 64, "height": 64, "guidanceScale": 3, "prompts": 2, "psnr": 35.25, "worstPsnr": 31.5,
            "seconds": 0.75, "speedUp": 1.5, "machine": "a machine", "version": "0.1.0"
          }
        }
        """;

    private readonly DrawingFixture drawing;
    private readonly Shell shell;

    public RecipeTests(DrawingFixture drawing)
    {
        (this.drawing, shell) = (drawing, drawing.Shell);
        File.WriteAllText(shell.PathOf("mine.json"), Mine);
        File.WriteAllText(shell.PathOf("measured.json"), Measured);
    }

    [Theory]
    [InlineData("New-DiffusionImage 'a fox' -Recipe ./mine.json", "euler 3 karras 0,2 catome:0.5@all")]
    [InlineData("New-DiffusionImage 'a fox' -Recipe ./mine.json -Steps 2 -Merge none", "euler 2 karras 0,2 none")]
    [InlineData("Get-TokenMergingRecipe -Path ./mi*.json | New-DiffusionImage 'a fox'", "euler 3 karras 0,2 catome:0.5@all")]
    [InlineData("Get-TokenMergingRecipe -Path mine.json | New-DiffusionImage 'a fox' -Steps 2", "euler 2 karras 0,2 catome:0.5@all")]
    [InlineData("New-DiffusionImage 'a fox' -Recipe (Get-TokenMergingRecipe -Path mine.json)", "euler 3 karras 0,2 catome:0.5@all")]
    [InlineData("@{ Prompt = 'a fox'; Recipe = 'mine.json'; Steps = 2 } | New-DiffusionImage", "euler 2 karras 0,2 catome:0.5@all")]
    [InlineData("[pscustomobject] @{ Prompt = 'a fox'; Recipe = 'EXACT'; Steps = '2'; Sampler = 'euler' } | New-DiffusionImage", "euler 2   none")]
    [InlineData("[pscustomobject] @{ Prompt = 'a fox'; Steps = '2'; Merge = 'tome' } | New-DiffusionImage -Recipe measured.json", "unipc 2   none")]
    [InlineData(
        "'catome:0.2', 'none' | New-TokenMergingOption | New-DiffusionImage 'a fox' -Recipe mine.json",
        "euler 3 karras 0,2 catome:0.2@paper-3|euler 3 karras 0,2 none")]
    public void What_is_given_counts_for_more_than_the_recipe(string script, string expected)
    {
        var result = drawing.RunPlain($"{script} -Model small -Size 64x64 -AsByte");
        Assert.Empty(result.Errors);
        Assert.Equal(expected, string.Join('|', result.Output.Select(image => Texts(image, Set))));
    }

    [Fact]
    public void A_picture_is_drawn_again_by_the_recipe_of_the_command_line()
    {
        var result = drawing.RunPlain("""
            $image = New-DiffusionImage 'a fox' -Seed 7 -Steps 2 -Merge tome:0.5 -DeepCalls 0 -Sampler euler -Schedule beta -Model small -Size 64x64 -AsByte
            $image | New-DiffusionImage -Recipe measured.json -AsByte
            """);
        Assert.Empty(result.Errors);
        var image = Assert.Single(result.Output);
        Assert.Equal("unipc 2   none", Texts(image, Set));
        Assert.Equal((7L, null), ((long)image.Properties["Seed"].Value, image.Properties["DeepCalls"].Value));
    }

    [Fact]
    public void A_recipe_that_there_is_not_is_an_error_with_those_that_there_are()
    {
        foreach (var script in new[] { "New-DiffusionImage 'a fox' -Recipe rapid -AsByte", "Get-TokenMergingRecipe rapid" })
        {
            var error = shell.Run(script).Error;
            Assert.StartsWith("RecipeNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains("exact, quality, balanced, fast", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{", "no recipe")]
    [InlineData("""{ "name": "x", "settings": { "banana": "3" } }""", "banana")]
    public void A_file_that_is_no_recipe_is_an_error_with_the_reason(string text, string reason)
    {
        File.WriteAllText(shell.PathOf("bad.json"), text);
        foreach (var script in new[] { "New-DiffusionImage 'a fox' -Recipe bad.json -AsByte", "Get-TokenMergingRecipe -Path bad.json" })
        {
            var error = shell.Run(script).Error;
            Assert.StartsWith("RecipeNotReadable,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains(reason, error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_recipe_of_another_model_is_told_once()
    {
        var warning = Assert.Single(shell.Run("'a fox', 'an owl' | New-DiffusionImage -Recipe measured.json -AsByte").Warnings);
        Assert.Contains("measured on another (0123456789)", warning, StringComparison.Ordinal);
        Assert.Contains("Optimize-TokenMerging", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_is_loaded_in_the_recipes_type_and_one_that_is_loaded_in_another_is_told()
    {
        using var fresh = new Shell();
        File.WriteAllText(fresh.PathOf("half.json"), """{ "name": "half", "settings": { "steps": "1", "merge": "none" }, "dtype": "bfloat16" }""");
        const string Draw = "New-DiffusionImage 'a fox' -Recipe half.json -Size 64x64 -AsByte -Model";
        var loaded = fresh.Run($"{Draw} '{Repository.SmallModel}'");
        Assert.Empty(loaded.Warnings);
        Assert.Equal(["bfloat16"], loaded.Values<string>("Dtype"));

        var other = fresh.Run($"Import-DiffusionModel '{Repository.SmallModel}' -Name full -Dtype float32 | Out-Null; {Draw} full");
        Assert.Equal(["float32"], other.Values<string>("Dtype"));
        var advised = System.Text.RegularExpressions.Regex.Match(Assert.Single(other.Warnings), "Import-DiffusionModel .* -Dtype bfloat16").Value;
        Assert.Equal(["bfloat16"], fresh.Run(advised).Values<string>("Dtype"));
    }

    [Fact]
    public void Recipes_are_objects_that_say_what_they_set_and_what_they_were_measured_at()
    {
        Assert.Equal(["exact", "quality", "balanced", "fast"], shell.Run("Get-TokenMergingRecipe").Values<string>("Name"));
        Assert.Equal(["fast"], shell.Run("'f*' | Get-TokenMergingRecipe").Values<string>("Name"));
        var recipe = shell.Run("Get-TokenMergingRecipe -LiteralPath measured.json").Output.Single();
        Assert.Equal(
            ("measured", 2, 35.25, 31.5, 0.75, 1.5),
            ((string)recipe.Properties["Name"].Value, (int)recipe.Properties["Steps"].Value, (double)recipe.Properties["Psnr"].Value,
            (double)recipe.Properties["WorstPsnr"].Value, (double)recipe.Properties["Seconds"].Value, (double)recipe.Properties["SpeedUp"].Value));
        Assert.Equal(shell.PathOf("measured.json"), recipe.Properties["File"].Value);
        Assert.Equal(["unipc"], shell.Run("(Get-TokenMergingRecipe -Path measured.json).Settings.sampler").Output.Select(o => $"{o}"));
    }

    [Fact]
    public void A_picture_with_calls_left_out_is_drawn_again_the_same()
    {
        var result = drawing.RunPlain("""
            $small = @{ Model = 'small'; Size = '64x64'; Sampler = 'euler' }
            $merge = New-TokenMergingOption CaToMe -Threshold 0.2 -Checkpoints every-2 -Corrected
            $first = New-DiffusionImage 'a fox' @small -Schedule 999,700,400,100 -GuidanceCalls 0-1,3 -DeepCalls 0,2 -ShallowLayers 2 -UNetCalls 0-2 `
                -GuidanceInterval 0-0.9 -Merge $merge -AsByte
            $settings = $first.GetSettings()
            $first, ($first | New-DiffusionImage -AsByte), (New-DiffusionImage @settings -AsByte), (New-DiffusionImage 'a fox' @small -Steps 4 -AsByte)
            """);
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(
            "0,1,3 0,2 2 0,1,2 0-0.9 999,700,400,100 4",
            Texts(result.Output[0], ["GuidanceCalls", "DeepCalls", "ShallowLayers", "UNetCalls", "GuidanceInterval", "Schedule", "Steps"]));
        var pictures = result.Values<byte[]>("Bytes").Select(b => Convert.ToHexString(b[^1000..])).ToList();
        Assert.Single(pictures.Take(3).Distinct());
        Assert.NotEqual(pictures[0], pictures[3]);
        Assert.Equal("catome:0.2@every-2 corrected", $"{((Hashtable)result.Output[0].Methods["GetSettings"].Invoke())["Merge"]}");
    }

    private static string Texts(PSObject image, string[] properties) => string.Join(' ', properties.Select(name => $"{image.Properties[name].Value}"));
}

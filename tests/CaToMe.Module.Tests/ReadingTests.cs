namespace CaToMe.Module.Tests;

public sealed class ReadingTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    private readonly Shell shell = drawing.Shell;

    [Fact]
    public void A_missing_model_ends_the_command()
    {
        var error = shell.Run("'a', 'b' | New-DiffusionImage -Model ./nowhere").Error;
        Assert.StartsWith("ModelNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("./nowhere", error.TargetObject);
    }

    [Fact]
    public void A_file_that_is_no_model_is_one_error()
    {
        File.WriteAllText(shell.PathOf("broken.safetensors"), "nothing");
        Assert.StartsWith("ModelNotReadable,", shell.Run("Import-DiffusionModel broken.safetensors").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_with_brackets_are_read_as_they_are()
    {
        var result = shell.Run("""
            New-DiffusionImage 'a fox' -OutputPath 'a [fox].png' | Out-Null
            Get-DiffusionImageInfo -LiteralPath 'a [fox].png'
            Get-DiffusionImageInfo 'a [fox].png'
            Get-DiffusionImageInfo 'a*.png'
            Compare-DiffusionImage 'a [fox].png' 'a [fox].png'
            """);
        Assert.Empty(result.Errors);
        Assert.Equal(4, result.Output.Count);
    }

    [Fact]
    public void A_file_without_settings_and_a_file_that_is_no_picture_are_told_apart()
    {
        File.WriteAllText(shell.PathOf("text.png"), "text");
        Assert.StartsWith("ImageNotReadable,", shell.Run("Get-DiffusionImageInfo text.png").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("PathNotFound,", shell.Run("Get-DiffusionImageInfo nothing.png").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        shell.Run("Measure-TokenMerging 'a' -NoWarmUp | Export-TokenMergingFigure ./plain.png");
        Assert.StartsWith("NoSettingsInImage,", shell.Run("Get-DiffusionImageInfo plain.png").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_of_different_lengths_are_not_compared_in_silence()
    {
        shell.Run("New-DiffusionImage 'a fox' -Count 3 -OutputPath ./lists");
        var result = shell.Run("'lists/a-fox-42.png' | Compare-DiffusionImage lists/*.png");
        Assert.Single(result.Output);
        Assert.StartsWith("ImagesDiffer,", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(3, shell.Run("Compare-DiffusionImage lists/a-fox-42.png lists/*.png").Output.Count);
    }

    [Fact]
    public void A_picture_that_is_missing_leaves_the_others_beside_their_references()
    {
        shell.Run("'a', 'b', 'c' | New-DiffusionImage -OutputPath './pairs/{prompt}.png'");
        File.WriteAllText(shell.PathOf("pairs/text.png"), "no picture");
        var result = shell.Run("'pairs/nothing.png', 'pairs/b.png', 'pairs/text.png' | Compare-DiffusionImage pairs/a.png, pairs/b.png, pairs/c.png");
        Assert.Equal(double.PositiveInfinity, Assert.Single(result.Values<double>("Psnr")));
        Assert.Equal(["PathNotFound", "ImageNotReadable"], result.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]));
    }

    [Fact]
    public void A_file_that_is_missing_has_the_same_error_however_it_is_named()
    {
        shell.Run("New-DiffusionImage 'a fox' -OutputPath there.png");
        var errors = shell.Run(
            "Get-DiffusionImageInfo nope.png; Get-DiffusionImageInfo -LiteralPath nope.png; "
            + "Get-DiffusionImageInfo .; Compare-DiffusionImage there.png -LiteralPath nope.png").Errors;
        Assert.Equal(Enumerable.Repeat("PathNotFound", 4), errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]));
    }

    [Fact]
    public void A_picture_without_its_seed_is_drawn_with_a_fresh_one_and_a_warning()
    {
        File.Copy(Path.Combine(Repository.Root, "tests", "data", "cases", "seed-minus-one.png"), shell.PathOf("random.png"));
        var result = shell.Run("""
            $info = Get-DiffusionImageInfo random.png
            $info, ($info | New-DiffusionImage -Size 64x64 -Steps 1 -OutputPath fresh.png),
            ($info | New-DiffusionImage -Size 64x64 -Steps 1 -Seed 3 -OutputPath given.png)
            """);
        Assert.Empty(result.Errors);
        var seeds = result.Output.Select(o => o.Properties["Seed"].Value).ToList();
        Assert.Null(seeds[0]);
        Assert.InRange(Assert.IsType<long>(seeds[1]), 0, uint.MaxValue);
        Assert.Equal(3L, seeds[2]);
        Assert.Contains($"the seed {seeds[1]}", Assert.Single(result.Warnings));
        Assert.False(shell.Run("(Get-DiffusionImageInfo random.png).GetSettings().ContainsKey('Seed')").Output[0].BaseObject as bool?);
    }

    [Fact]
    public void A_picture_of_another_program_is_drawn_again()
    {
        File.Copy(Path.Combine(Repository.Root, "tests", "data", "cases", "comfyui.png"), shell.PathOf("graph.png"));
        var result = shell.Run("Get-DiffusionImageInfo graph.png | New-DiffusionImage -Size 64x64 -Steps 1 -OutputPath again.png");
        Assert.Equal(
            ("a castle", "dpm++2m-karras", 12L),
            (result.Output[0].Properties["Prompt"].Value, result.Output[0].Properties["Sampler"].Value, result.Output[0].Properties["Seed"].Value));
    }

    [Fact]
    public void Views_name_properties_that_exist()
    {
        var objects = shell.Run("""
            $image = New-DiffusionImage 'a fox' -Merge catome:0.1@0 -CollectStatistics -OutputPath view.png
            $image, $model, $image.Merge, (Get-DiffusionImageInfo view.png), (Compare-DiffusionImage view.png view.png)
            Measure-TokenMerging 'a fox' -NoWarmUp
            $image | Get-PairCacheStats
            $image | Get-PairCacheStats -Summary
            Get-TokenMergingRecipe fast
            $image | Export-TokenMergingStudy views | Out-Null
            Import-TokenMergingStudy views
            Import-TokenMergingStudy views -Settings
            Get-TokenMergingStudy views
            """).Output.DistinctBy(o => o.TypeNames[0]).ToDictionary(o => o.TypeNames[0]);
        var views = System.Xml.Linq.XDocument.Load(Path.Combine(Repository.Module, "CaToMe.Format.ps1xml")).Descendants("View").ToList();
        Assert.Equal(objects.Keys.Order(), views.Select(v => v.Descendants("TypeName").Single().Value).Order());
        Assert.All(views, view => Assert.All(view.Descendants("PropertyName"),
            name => Assert.NotNull(objects[view.Descendants("TypeName").Single().Value].Properties[name.Value])));

        // What a column is called is what Sort-Object and Where-Object take, and numbers have a point in every culture.
        Assert.All(views, view => Assert.All(view.Descendants("TableColumnHeader").SelectMany(header => header.Descendants("Label")),
            label => Assert.NotNull(objects[view.Descendants("TypeName").Single().Value].Properties[label.Value])));
        Assert.All(views.SelectMany(view => view.Descendants("FormatString")), format => Assert.Equal(@"{0:m\:ss\.ff}", format.Value));
    }

    [Fact]
    public void Tables_fit_a_terminal_of_80_columns()
    {
        var tables = System.Xml.Linq.XDocument.Load(Path.Combine(Repository.Module, "CaToMe.Format.ps1xml")).Descendants("TableHeaders").ToList();
        Assert.All(tables, table =>
        {
            // Columns without a width share what is left.
            var widths = table.Elements("TableColumnHeader").Select(column => (int?)column.Element("Width") ?? 10).ToList();
            Assert.InRange(widths.Sum() + widths.Count - 1, 1, 79);
            Assert.All(table.Elements("TableColumnHeader"), column =>
                Assert.InRange(column.Element("Label")!.Value.Length, 1, (int?)column.Element("Width") ?? int.MaxValue));
        });
    }
}

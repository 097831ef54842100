namespace CaToMe.Module.Tests;

public sealed class ModelTests : IDisposable
{
    private readonly Shell shell = new();

    public ModelTests()
    {
        Repository.LinkSmallModel(shell.PathOf("sd-v1.5"));
        Repository.LinkSmallModel(shell.PathOf("other/sd-v1.5"));
    }

    public void Dispose() => shell.Dispose();

    [Fact]
    public void A_model_named_by_its_path_is_loaded_once()
    {
        var result = shell.Run($$"""
            New-DiffusionImage 'a fox' -Model ./sd-v1.5 -Steps 1 -Size 64x64 -AsByte
            [pscustomobject] @{ Model = './sd-v1.5/' }, [pscustomobject] @{ Model = '{{shell.PathOf("sd-v1.5")}}' } |
                New-DiffusionImage 'a fox' -Steps 1 -Size 64x64 -AsByte
            New-DiffusionImage 'a fox' -Model sd-v1.5 -Steps 1 -Size 64x64 -AsByte
            """);
        Assert.Empty(result.Errors);
        Assert.Equal(4, result.Output.Count);
        Assert.Equal(["sd-v1.5"], Names());
    }

    [Fact]
    public void Two_models_of_one_folder_name_have_two_names()
    {
        Assert.Empty(shell.Run("'./sd-v1.5', './other/sd-v1.5' | ForEach-Object { New-DiffusionImage 'a fox' -Model $_ -Steps 1 -Size 64x64 -AsByte }").Errors);
        Assert.Equal(["sd-v1.5", "sd-v1.5-2"], Names());
    }

    [Fact]
    public void Importing_again_gives_the_model_that_is_there()
    {
        var result = shell.Run(
            "Import-DiffusionModel ./sd-v1.5 -Device CPU; Import-DiffusionModel ./sd-v1.5/; Import-DiffusionModel sd-v1.5 -Device cpu -Dtype Float32");
        Assert.Empty(result.Errors);
        Assert.Single(result.Output.Select(o => o.BaseObject).Distinct());
        Assert.Equal(["sd-v1.5"], Names());
    }

    [Theory]
    [InlineData("Import-DiffusionModel ./other/sd-v1.5")]
    [InlineData("Import-DiffusionModel ./sd-v1.5 -Dtype bfloat16")]
    [InlineData("Import-DiffusionModel ./sd-v1.5 -Prediction v_prediction")]
    [InlineData("Import-DiffusionModel ./sd-v1.5 -TimestepSpacing trailing")]
    [InlineData("Import-DiffusionModel -Name SD-v1.5")]
    [InlineData("Import-DiffusionModel ./other/sd-v1.5 -Name emoji")]
    public void A_name_is_one_models(string script)
    {
        shell.Run("Import-DiffusionModel ./sd-v1.5");
        Assert.StartsWith("ModelNameTaken,", shell.Run(script).Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(["sd-v1.5"], Names());
    }

    [Theory]
    [InlineData("-Device gpu", "Device is gpu: give auto")]
    [InlineData("-Dtype float8", "Dtype is float8: give")]
    public void A_model_that_is_there_hides_no_wrong_setting(string setting, string message)
    {
        shell.Run("Import-DiffusionModel ./sd-v1.5");
        Assert.StartsWith(message, shell.Run($"Import-DiffusionModel ./sd-v1.5 {setting}").Error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_model_takes_the_place_of_the_embedded_one()
    {
        Repository.LinkSmallModel(shell.PathOf("mine/emoji"));
        var result = shell.Run("'./mine/emoji', '' | ForEach-Object { New-DiffusionImage 'a fox' -Model $_ -Steps 1 -Size 64x64 -AsByte }");
        Assert.Empty(result.Errors);
        Assert.Equal(["emoji-2", "emoji"], result.Values<string>("Model"));
    }

    [Fact]
    public void A_file_from_a_listing_has_the_name_that_its_path_gives()
    {
        File.WriteAllText(shell.PathOf("x.safetensors"), "");
        shell.Run("Import-DiffusionModel ./sd-v1.5 -Name x");
        var error = shell.Run("[pscustomobject] @{ Name = 'x.safetensors'; Path = './x.safetensors' } | Import-DiffusionModel").Error;
        Assert.StartsWith("ModelNameTaken,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_of_another_session_is_drawn_again_by_its_own_model()
    {
        using var other = new Shell();
        var image = other.Run($"New-DiffusionImage 'a fox' -Model '{shell.PathOf("sd-v1.5")}' -Steps 1 -Size 64x64 -AsByte").Output.Single();
        var again = shell.Run("$input | New-DiffusionImage -AsByte", image);
        Assert.Empty(again.Errors);
        Assert.Equal(image.Properties["ModelHash"].Value, again.Output.Single().Properties["ModelHash"].Value);
    }

    [Fact]
    public void A_picture_of_a_model_that_was_told_what_it_predicts_is_drawn_again_by_such_a_model()
    {
        var result = shell.Run("""
            $null = Import-DiffusionModel ./sd-v1.5 -Name own
            $told = 1..2 | ForEach-Object { Import-DiffusionModel ./sd-v1.5 -Name told -Prediction V_prediction -TimestepSpacing trailing }
            New-DiffusionImage 'a fox' -Model told -Steps 2 -Size 64x64 -OutputPath told.png | Out-Null
            $info = Get-DiffusionImageInfo told.png
            $info.Prediction, $info.TimestepSpacing
            $info | New-DiffusionImage -Model told -AsByte -WarningVariable same | Out-Null
            $info | New-DiffusionImage -Model own -AsByte -WarningVariable other | Out-Null
            $same.Count; "$other"
            """);
        Assert.Empty(result.Errors);
        Assert.Equal(["v_prediction", "trailing", "0"], result.Output.SkipLast(1).Select(o => $"{o}"));
        Assert.Contains("the prediction type v_prediction and the timestep spacing trailing, and own draws another picture", $"{result.Output[^1]}");
    }

    [Fact]
    public void A_name_is_kept_as_it_is_given()
    {
        Assert.Empty(shell.Run("Import-DiffusionModel ./sd-v1.5 -Name mine.2; New-DiffusionImage 'a fox' -Model mine.2 -Steps 1 -Size 64x64 -AsByte").Errors);
        Assert.Equal(["mine.2"], Names());
    }

    [Fact]
    public void A_piped_model_draws()
    {
        var image = Assert.Single(shell.Run("Import-DiffusionModel ./sd-v1.5 | New-DiffusionImage 'a fox' -Steps 1 -Size 64x64 -AsByte").Output);
        Assert.Equal("sd-v1.5", $"{image.Properties["Model"].Value}");
    }

    [Fact]
    public void A_name_with_brackets_is_a_name()
    {
        Assert.Empty(shell.Run(
            "Import-DiffusionModel ./sd-v1.5 -Name 'x[1]'; New-DiffusionImage 'a fox' -Model 'x[1]' -Steps 1 -Size 64x64 -AsByte; "
            + "'x[1]' | Remove-DiffusionModel").Errors);
        Assert.Empty(Names());
    }

    [Fact]
    public void Models_are_removed_by_name_wildcard_and_handle()
    {
        shell.Run("Import-DiffusionModel ./sd-v1.5 -Name a1; Import-DiffusionModel ./sd-v1.5 -Name a2; $b = Import-DiffusionModel ./sd-v1.5 -Name b");
        Assert.StartsWith("ModelNotFound,", shell.Run("Remove-DiffusionModel c").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(shell.Run("Remove-DiffusionModel c*; Remove-DiffusionModel a* -WhatIf").Errors);
        Assert.Equal(["a1", "a2", "b"], Names());
        shell.Run("Remove-DiffusionModel A*");
        Assert.Equal(["b"], Names());
        shell.Run("$b | Remove-DiffusionModel");
        Assert.Empty(Names());
    }

    [Fact]
    public void A_model_that_another_session_removed_is_loaded_anew()
    {
        var model = shell.Run("Import-DiffusionModel ./sd-v1.5").Output.Single();
        using var other = new Shell();
        other.Run("$input | Remove-DiffusionModel", model);
        Assert.Empty(Names());
        Assert.Empty(shell.Run("New-DiffusionImage 'a fox' -Model ./sd-v1.5 -Steps 1 -Size 64x64 -AsByte").Errors);
    }

    private IEnumerable<string> Names() => shell.Run("Get-DiffusionModel").Values<string>("Name");
}

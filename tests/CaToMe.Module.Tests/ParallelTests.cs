namespace CaToMe.Module.Tests;

public sealed class ParallelTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    [Fact]
    public void Parallel_runspaces_share_a_model_and_draw_what_one_alone_draws()
    {
        var result = drawing.Shell.Run($$"""
            $path = '{{Repository.Module}}'
            1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
                Import-Module $using:path
                New-DiffusionImage 'a fox' -Seed $_ -Model $using:model -Steps 2 -Size 64x64 -AsByte
            } | ForEach-Object { "$($_.Seed) $($_.MergeRatio) $([Convert]::ToHexString([byte[]] $_.Bytes[-200..-1]))" }
            """);
        Assert.Empty(result.Errors);
        var alone = drawing.Shell.Run(
            "1..4 | New-DiffusionImage 'a fox' -Steps 2 -Size 64x64 -AsByte | "
            + "ForEach-Object { \"$($_.Seed) $($_.MergeRatio) $([Convert]::ToHexString([byte[]] $_.Bytes[-200..-1]))\" }");
        Assert.Equal(alone.Output.Select(o => o.ToString()).Order(), result.Output.Select(o => o.ToString()).Order());
    }

    [Fact]
    public void Runspaces_that_share_the_module_load_and_free_models_side_by_side()
    {
        using var shell = new Shell();
        var result = shell.Run("""
            Get-DiffusionModel
            $module = Get-Module CaToMe
            1..8 | ForEach-Object -ThrottleLimit 8 -Parallel {
                Import-Module $using:module
                $own = Import-DiffusionModel -Name "own$_"
                $shared = Import-DiffusionModel -Name shared
                $null = Get-DiffusionModel
                if ($_ -gt 2) { $own | Remove-DiffusionModel }
            }
            Get-DiffusionModel
            """);
        Assert.Empty(result.Errors);
        Assert.Equal(["own1", "own2", "shared"], result.Values<string>("Name").Order());
    }

    [Fact]
    public void A_name_is_known_in_parallel_runspaces_and_no_longer_than_its_session()
    {
        using var shell = new Shell();
        using var other = new Shell();
        const string Draw = "New-DiffusionImage 'a fox' -Model parallel -Steps 1 -Size 64x64 -AsByte";
        var result = shell.Run($$"""
            $null = Import-DiffusionModel '{{Repository.SmallModel}}' -Name parallel
            1..2 | ForEach-Object -Parallel { Import-Module '{{Repository.Module}}'; {{Draw}} }
            """);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Equal(2, result.Output.Count);
        Assert.Empty(other.Run(Draw).Errors);
        shell.Run("Remove-Module CaToMe");
        Assert.StartsWith("ModelNotFound,", other.Run(Draw).Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handle_of_one_session_draws_in_another()
    {
        using var other = new Shell();
        var model = drawing.Shell.Run("$model").Output.Single();
        Assert.Empty(other.Run("New-DiffusionImage 'a fox' -Model ($input | ForEach-Object { $_ }) -Steps 1 -Size 64x64 -AsByte", model).Errors);
    }

    [Fact]
    public void A_removed_model_says_so()
    {
        using var shell = new Shell();
        var error = shell.Run("$model = Import-DiffusionModel; $model | Remove-DiffusionModel; New-DiffusionImage 'a fox' -Model $model").Error;
        Assert.StartsWith("ModelRemoved,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }
}

namespace CaToMe.Module.Tests;

/// <summary>
/// A session in which every command uses a small model, one step and small pictures. As defaults count for more than what a
/// record says, tests of records run without them.
/// </summary>
public sealed class DrawingFixture : IDisposable
{
    internal Shell Shell { get; } = new();

    /// <summary>Loads the model.</summary>
    public DrawingFixture()
    {
        var loaded = Shell.Run($$"""
            $global:model = Import-DiffusionModel '{{Repository.SmallModel}}' -Name small
            $global:PSDefaultParameterValues = @{
                'New-DiffusionImage:Model' = $model; 'New-DiffusionImage:Steps' = 1; 'New-DiffusionImage:Size' = '64x64'
                'Measure-TokenMerging:Model' = $model; 'Measure-TokenMerging:Steps' = 1; 'Measure-TokenMerging:Size' = '64x64'
            }
            """);
        Assert.Empty(loaded.Errors);
    }

    /// <summary>Runs a script without the defaults.</summary>
    internal ShellResult RunPlain(string script, params object?[] input) =>
        Shell.Run(
            $"$PSDefaultParameterValues['Disabled'] = $true; try {{ $input | & {{ {script} }} }} "
            + $"finally {{ $PSDefaultParameterValues.Remove('Disabled') }}",
            input);

    /// <inheritdoc/>
    public void Dispose() => Shell.Dispose();
}

using System.Diagnostics;
using System.Management.Automation;
using System.Runtime.Loader;

namespace CaToMe.Module.Tests;

public class ImportTests
{
    private static readonly string[] Commands =
    [
        "Compare-DiffusionImage", "Export-TokenMergingFigure", "Export-TokenMergingReport", "Export-TokenMergingStudy", "Get-DiffusionImageInfo",
        "Get-DiffusionModel", "Get-PairCacheStats", "Get-SavedDiffusionModel", "Get-TokenMergingRecipe", "Get-TokenMergingStudy", "Import-DiffusionModel",
        "Import-TokenMergingStudy", "Install-DiffusionRuntime", "Invoke-TokenMergingStudy", "Measure-TokenMerging", "New-DiffusionImage",
        "New-TokenMergingOption", "Optimize-TokenMerging", "Remove-DiffusionModel", "Save-DiffusionModel",
    ];

    [Fact]
    public void The_module_exports_its_commands_and_nothing_else()
    {
        using var shell = new Shell();
        Assert.Equal(Commands, shell.Run("Get-Command -Module CaToMe").Values<string>("Name").Order());
    }

    [Fact]
    public void Importing_takes_under_a_second()
    {
        using var shell = new Shell(import: false);
        var watch = Stopwatch.StartNew();
        Assert.Empty(shell.Run($"Import-Module '{Repository.Module}'").Errors);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 1);
    }

    [Fact]
    public void The_engine_and_what_it_depends_on_have_a_context_of_their_own()
    {
        using var shell = new Shell();
        Assert.Empty(shell.Run("Import-DiffusionModel").Errors);
        var ours = new[] { "CaToMe.Core", "TorchSharp", "SkiaSharp", "ScottPlot", "Google.Protobuf" };
        Assert.DoesNotContain(AssemblyLoadContext.Default.Assemblies, a => ours.Contains(a.GetName().Name));
        Assert.Contains(AssemblyLoadContext.All.Single(c => c.Name == "CaToMe").Assemblies, a => a.GetName().Name == "TorchSharp");
    }

    [Fact]
    public void The_module_can_be_removed_and_imported_again()
    {
        using var shell = new Shell();
        Assert.Empty(shell.Run("Import-DiffusionModel | Out-Null").Errors);
        Assert.Empty(shell.Run("Remove-Module CaToMe").Errors);
        Assert.Empty(shell.Run($"Import-Module '{Repository.Module}'").Errors);
        Assert.Empty(shell.Run("Get-DiffusionModel").Output);
    }

    [Fact]
    public void Removing_the_module_frees_its_models()
    {
        using var shell = new Shell();
        var model = shell.Run("Import-DiffusionModel").Output.Single();
        shell.Run("Remove-Module CaToMe");
        Assert.True((bool)model.Properties["IsRemoved"].Value);
    }

    [Fact]
    public void Closing_a_session_frees_its_models()
    {
        PSObject model;
        using (var shell = new Shell())
        {
            model = shell.Run("Import-DiffusionModel").Output.Single();
        }

        Assert.True(SpinWait.SpinUntil(() => (bool)model.Properties["IsRemoved"].Value, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void The_module_has_the_version_of_its_assemblies()
    {
        using var shell = new Shell();
        var version = (Version)shell.Run("Get-Module CaToMe").Output.Single().Properties["Version"].Value;
        var assembly = System.Reflection.AssemblyName.GetAssemblyName(Path.Combine(Repository.Module, "lib", "CaToMe.Core.dll")).Version!;
        Assert.Equal((version.Major, version.Minor, version.Build), (assembly.Major, assembly.Minor, assembly.Build));
    }

    [Fact]
    public void The_module_carries_no_libtorch() =>
        Assert.InRange(new DirectoryInfo(Repository.Module).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length), 1L << 20, 100L << 20);

    [Theory]
    [InlineData("linux-x64", "libHarfBuzzSharp.so libLibTorchSharp.so libSkiaSharp.so")]
    [InlineData("win-x64", "LibTorchSharp.dll libHarfBuzzSharp.dll libSkiaSharp.dll")]
    [InlineData("osx-arm64", "libHarfBuzzSharp.dylib libLibTorchSharp.dylib libSkiaSharp.dylib")]
    public void One_module_has_the_libraries_of_each_platform(string platform, string files)
    {
        var native = Path.Combine(Repository.Module, "lib", "runtimes", platform, "native");
        Assert.Equal(files, string.Join(' ', Directory.GetFiles(native).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Nothing_native_lies_beside_the_assemblies() =>
        Assert.All(Directory.GetFiles(Path.Combine(Repository.Module, "lib")), file => Assert.Equal(".dll", Path.GetExtension(file)));
}

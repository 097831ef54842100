using CaToMe.Runtime;

namespace CaToMe.Tests.Runtime;

public sealed class LibTorchFilesTests : IDisposable
{
    private static readonly string[] Variables = ["HOME", "XDG_DATA_HOME", "NUGET_PACKAGES"];

    private readonly Dictionary<string, string?> before = Variables.ToDictionary(v => v, Environment.GetEnvironmentVariable);
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        foreach (var (variable, value) in before)
        {
            Environment.SetEnvironmentVariable(variable, value);
        }

        folder.Dispose();
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("/nonexistent", null, null)]
    [InlineData("", "", "")]
    [InlineData("home", "data", "packages")]
    [InlineData(".", ".", ".")]
    [InlineData("../home", null, "./packages")]
    public void No_folder_is_chosen_by_the_current_one(string? home, string? data, string? packages)
    {
        foreach (var (variable, value) in Variables.Zip([home, data, packages]))
        {
            Environment.SetEnvironmentVariable(variable, value);
        }

        Assert.All(LibTorchFiles.Folders(folder["app"]), f => Assert.True(Path.IsPathFullyQualified(f), f));
        foreach (var place in new[] { UserFolders.NuGetPackages, UserFolders.LocalData, NativeRuntime.InstalledFolder }.OfType<string>())
        {
            Assert.True(Path.IsPathFullyQualified(place), place);
            Assert.False(place.StartsWith(Environment.CurrentDirectory, StringComparison.Ordinal), place);
        }
    }

    [Fact]
    public void A_home_that_is_no_absolute_path_is_nowhere_to_install_to()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // it does not take the user's folder from HOME
        }

        Environment.SetEnvironmentVariable("HOME", "home");
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", null);
        Environment.SetEnvironmentVariable("NUGET_PACKAGES", null);

        Assert.Equal((null, null), (UserFolders.NuGetPackages, NativeRuntime.InstalledFolder));
        Assert.Contains("Set HOME", Assert.Throws<CaToMeException>(RuntimeInstaller.DefaultFolder).Message, StringComparison.Ordinal);
        Assert.Equal(2, LibTorchFiles.Folders(folder["app"]).Count);
    }

    [Fact]
    public void The_users_cache_is_looked_in_where_it_is_an_absolute_path()
    {
        Environment.SetEnvironmentVariable("NUGET_PACKAGES", folder["cache"]);
        Assert.Contains(LibTorchFiles.Folders(folder["app"]), f => f.StartsWith(folder["cache"], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("libtorch", "an absolute path is needed")]
    [InlineData("./libtorch", "an absolute path is needed")]
    [InlineData("/nowhere/at/all", "there is no")]
    public void A_chosen_folder_is_absolute_and_holds_libtorch(string chosen, string reason)
    {
        var message = Assert.Throws<NativeRuntimeException>(() => LibTorchFiles.Find(chosen, folder["app"])).Message;
        Assert.StartsWith($"CATOME_LIBTORCH is {chosen}: {reason}", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("win-x64", "torch_cpu.dll torch_cuda.dll torch.dll")]
    [InlineData("linux-x64", "libtorch_cpu.so libtorch.so")]
    [InlineData("osx-arm64", "libtorch_cpu.dylib libtorch.dylib")]
    public void On_Windows_the_library_for_CUDA_is_loaded_where_there_is_one(string platform, string libraries)
    {
        using var empty = new TemporaryFolder();
        foreach (var name in new[] { "torch_cuda.dll", "libtorch_cuda.so", "libtorch_cuda.dylib" })
        {
            File.WriteAllText(folder[name], "");
        }

        Assert.Equal(libraries.Split(' ').Select(l => folder[l]), LibTorchFiles.Libraries(Path.GetDirectoryName(folder["x"])!, platform));
        Assert.Equal(2, LibTorchFiles.Libraries(Path.GetDirectoryName(empty["x"])!, platform).Count);
    }
}

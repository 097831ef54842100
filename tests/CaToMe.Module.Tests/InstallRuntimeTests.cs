using System.IO.Compression;
using System.Security.Cryptography;

namespace CaToMe.Module.Tests;

/// <summary>Installs a made-up package into a data folder of the tests' own.</summary>
public sealed class InstallRuntimeTests : IDisposable
{
    private const string DataVariable = "XDG_DATA_HOME";
    private readonly Shell shell = new();
    private readonly string? dataBefore = Environment.GetEnvironmentVariable(DataVariable);

    public InstallRuntimeTests() => Environment.SetEnvironmentVariable(DataVariable, shell.PathOf("data"));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(DataVariable, dataBefore);
        shell.Dispose();
    }

    [Fact]
    public void A_package_from_a_folder_is_installed_once()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // The data folder of other systems cannot be chosen: this would write to the user's.
        }

        var hash = Pack("packages/libtorch-cpu-linux-x64.2.10.0.nupkg");
        var first = shell.Run($"Install-DiffusionRuntime ./packages -Hash {hash}");
        Assert.Empty(first.Errors);
        var folder = Assert.Single(first.Output);
        Assert.IsType<DirectoryInfo>(folder.BaseObject);
        Assert.Equal(shell.PathOf("data/CaToMe/libtorch/2.10.0/linux-x64"), folder.Properties["FullName"].Value);
        Assert.Equal(["libtorch.so"], Directory.GetFiles(shell.PathOf("data"), "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)));

        var second = shell.Run("Install-DiffusionRuntime ./nowhere -Verbose");
        Assert.Empty(second.Errors);
        Assert.Contains(second.Verbose, v => v.Contains("-Force installs it again", StringComparison.Ordinal));
        Assert.StartsWith("RuntimeNotInstalled,", shell.Run("Install-DiffusionRuntime ./nowhere -Force").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.True(File.Exists(shell.PathOf("data/CaToMe/libtorch/2.10.0/linux-x64/libtorch.so")));
    }

    [Theory]
    [InlineData("Install-DiffusionRuntime ./nowhere", "holds neither")]
    [InlineData("Install-DiffusionRuntime http://127.0.0.1:1/index.json", "could not be installed")]
    [InlineData("Install-DiffusionRuntime http://nuget.example.com/index.json -Credential ([pscredential]::new('me', [securestring]::new()))", "unencrypted")]
    public void What_cannot_be_installed_is_one_error_that_ends_the_command(string script, string reason)
    {
        var error = shell.Run(script).Error;
        Assert.StartsWith("RuntimeNotInstalled,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(reason, error.Exception.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(shell.PathOf("data/CaToMe/libtorch/2.10.0/linux-x64")));
    }

    /// <summary>Writes a package of one empty libtorch.</summary>
    /// <returns>Its checksum.</returns>
    private string Pack(string name)
    {
        var path = shell.PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            archive.CreateEntry("runtimes/linux-x64/native/libtorch.so");
        }

        return Convert.ToHexString(SHA512.HashData(File.ReadAllBytes(path)));
    }
}

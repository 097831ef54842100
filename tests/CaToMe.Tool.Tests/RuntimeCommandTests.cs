using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;

namespace CaToMe.Tool.Tests;

/// <summary>Installs a made-up package into a data folder of the tests' own, as a process.</summary>
public sealed class RuntimeCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new("catome-");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Libtorch_is_installed_from_a_folder_once()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // The data folder of other systems cannot be chosen: this would write to the user's.
        }

        var hash = Pack("libtorch-cpu-linux-x64.2.10.0.nupkg");
        var target = folder["data/CaToMe/libtorch/2.10.0/linux-x64"];
        var (exitCode, output, error) = await Run("runtime", "install", "--source", folder.Path, "--hash", hash);
        Assert.Equal((0, target), (exitCode, output.TrimEnd()));
        Assert.Contains("Checking", error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(target, "libtorch.so")));

        Assert.Contains("--force", (await Run("runtime", "install", "--source", "nowhere")).Error, StringComparison.Ordinal);
        Assert.Equal(1, (await Run("runtime", "install", "--source", "nowhere", "--force")).ExitCode);
        Assert.True(File.Exists(Path.Combine(target, "libtorch.so")));
    }

    [Fact]
    public async Task A_missing_libtorch_is_an_error_that_says_the_command()
    {
        var (exitCode, _, error) = await Run(("CATOME_LIBTORCH", folder.Path), "generate", "a house", "--out", folder["x.png"]);
        Assert.Equal(1, exitCode);
        Assert.Contains("catome runtime install", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output, string Error)> Run(params string[] args) => Run(("XDG_DATA_HOME", folder["data"]), args);

    private static async Task<(int ExitCode, string Output, string Error)> Run((string Name, string Value) variable, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[variable.Name] = variable.Value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    /// <summary>Writes a package of one empty libtorch.</summary>
    /// <returns>Its checksum.</returns>
    private string Pack(string name)
    {
        using (var package = ZipFile.Open(folder[name], ZipArchiveMode.Create))
        {
            package.CreateEntry("runtimes/linux-x64/native/libtorch.so").Open().Dispose();
        }

        return Convert.ToBase64String(SHA512.HashData(File.ReadAllBytes(folder[name])));
    }
}

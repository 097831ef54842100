using System.Diagnostics;

namespace CaToMe.Tool.Tests;

/// <summary>The tool's package, from a folder that serves as a feed, as <c>dotnet tool install</c> takes it.</summary>
public class InstallTests
{
    [Fact]
    public void The_packed_tool_installs_from_a_local_feed_and_draws_elsewhere()
    {
        using var folder = new TemporaryFolder("catome-");
        var (feed, tools, picture) = (folder["feed"], folder["tools"], folder["fox.png"]);
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release"
            : "Debug";
        File.WriteAllText(
            folder["nuget.config"],
            $"<configuration><packageSources><clear/><add key=\"local\" value=\"{feed}\"/></packageSources></configuration>");

        Run("dotnet", "pack", Path.Combine(RepositoryFolder.Path, "src", "CaToMe.Tool"), "-c", configuration, "--no-build", "-o", feed);
        Run("dotnet", "tool", "install", "CaToMe.Tool", "--tool-path", tools, "--configfile", folder["nuget.config"]);
        Run(
            Path.Combine(tools, OperatingSystem.IsWindows() ? "catome.exe" : "catome"),
            "generate", "a fox", "--steps", "1", "--width", "64", "--height", "64", "--out", picture);

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(picture)[..4]);
        Assert.InRange(new DirectoryInfo(feed).GetFiles("*.nupkg").Single().Length, 1, 64 << 20);

        void Run(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}{error.Result}");
        }
    }
}

using System.Diagnostics;
using System.Text.Json;
using CaToMe.Imaging;

namespace CaToMe.Tool.Tests;

/// <summary>The built tool as a process, with a hub on this machine and a cache of its own.</summary>
public sealed class ModelsCommandTests : IDisposable
{
    private const string Embedded = "models/emoji";

    private readonly LocalHub server = new();
    private readonly TemporaryFolder folder = new("catome-");

    public ModelsCommandTests() => server.AddFolder(Path.Combine(RepositoryFolder.Path, Embedded));

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_model_is_pulled_found_listed_checked_and_removed()
    {
        var (exitCode, output, error) = await Run("models", "pull", LocalHub.Repository);
        Assert.Equal(0, exitCode);
        Assert.Contains($"Fetching {LocalHub.Repository} from 127.0.0.1", error, StringComparison.Ordinal);
        var path = output.Trim();
        Assert.EndsWith(Path.Combine("models--someone--tiny", "snapshots", LocalHub.Commit), path, StringComparison.Ordinal);
        Assert.Equal(path, (await Run("models", "path", LocalHub.Repository)).Output.Trim());
        var record = JsonDocument.Parse((await Run("models", "list", "--json")).Output).RootElement;
        Assert.Equal((LocalHub.Repository, true), (record.GetProperty("name").GetString(), record.GetProperty("isComplete").GetBoolean()));
        Assert.Contains("all as they should be", (await Run("models", "verify", LocalHub.Repository)).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await Run("models", "remove", LocalHub.Repository)).ExitCode);
        Assert.Equal(1, (await Run("models", "path", LocalHub.Repository)).ExitCode);
    }

    [Fact]
    public async Task Two_processes_at_once_draw_with_a_model_that_is_fetched_once()
    {
        var runs = await Task.WhenAll(Draw("a.png"), Draw("b.png"));
        Assert.All(runs, r => Assert.Equal(0, r.ExitCode));
        Assert.Equal(PngFile.Load(folder["a.png"]).Pixels, PngFile.Load(folder["b.png"]).Pixels);
        var fetched = server.Requests.Where(r => !r.IsToHub).Select(r => r.Path).ToList();
        Assert.NotEmpty(fetched);
        Assert.Equal(fetched.Distinct(), fetched);

        server.Requests.Clear();
        Assert.DoesNotContain("Fetching", (await Draw("c.png")).Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("models pull tiny", "NAME is tiny: give owner/name")]
    [InlineData("models remove someone/other", "it is not in the cache")]
    [InlineData("models pull someone/other", "There is no someone/other")]
    public async Task A_wrong_name_is_one_error(string line, string message)
    {
        var (exitCode, _, error) = await Run(line.Split(' '));
        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private Task<CommandLine.Outcome> Draw(string file) => Run(
        "generate", "a house", "--model", LocalHub.Repository, "--steps", "1", "--width", "64", "--height", "64", "-o", folder[file]);

    private async Task<CommandLine.Outcome> Run(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["HF_ENDPOINT"], start.Environment["HF_HOME"], start.Environment["HF_HUB_OFFLINE"]) = (server.Root, folder["home"], "0");
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error);
    }
}

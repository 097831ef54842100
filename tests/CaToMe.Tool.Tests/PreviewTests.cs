using CaToMe.Imaging;

namespace CaToMe.Tool.Tests;

/// <summary>Previews of <c>catome generate</c>.</summary>
public sealed class PreviewTests : IDisposable
{
    private readonly TemporaryFolder folder = new("catome-");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Previews_are_files_beside_the_same_picture()
    {
        Assert.Equal(0, (await Run("--out", folder["plain.png"])).ExitCode);
        var (exitCode, output, error) = await Run(
            "--out", folder["fox.png"], "--preview", "linear", "--preview-every", "1", "--preview-path", folder["{prompt}-{step:00}.png"]);
        Assert.True(exitCode == 0, error);
        Assert.DoesNotContain("warning", error);
        Assert.Equal(["a-fox-01.png", "a-fox-02.png", "fox.png", "plain.png"], Files());
        Assert.Equal(PngFile.Load(folder["plain.png"]).Pixels, PngFile.Load(folder["fox.png"]).Pixels);
        Assert.Equal(PngFile.ReadText(folder["plain.png"])["parameters"], PngFile.ReadText(folder["fox.png"])["parameters"]);
        Assert.Equal("step 1 of 2", PngFile.ReadText(folder["a-fox-01.png"])["CaToMe preview"]);

        // The same file again, for two runs: it was a preview.
        Assert.Equal(0, (await Run("--count", "2", "--out", folder["{seed}.png"], "--preview", "linear", "--preview-path", folder["a-fox-01.png"])).ExitCode);
        Assert.Equal("step 2 of 2", PngFile.ReadText(folder["a-fox-01.png"])["CaToMe preview"]);
    }

    [Theory]
    [InlineData("--preview is nice: give off, linear or taesd:PATH, a .safetensors file.", "--preview", "nice")]
    [InlineData("--preview is taesd:no.safetensors: there is no such file: check the path.", "--preview", "taesd:no.safetensors")]
    [InlineData("--preview-every is 0: give a number of steps from 1 to 1000.", "--preview", "linear", "--preview-every", "0")]
    [InlineData("--preview-path is last.{steep}.png: {steep} is not known there", "--preview", "linear", "--preview-path", "last.{steep}.png")]
    public async Task A_wrong_value_is_said_with_what_is_accepted(string message, params string[] arguments)
    {
        var (exitCode, _, error) = await Run([.. arguments, "--out", folder["fox.png"]]);
        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, error);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task No_picture_is_replaced_by_a_preview()
    {
        await Run("--out", folder["mine.png"]);
        var mine = File.ReadAllBytes(folder["mine.png"]);
        var refused = await Run("--out", folder["fox.png"], "--preview", "linear", "--preview-path", folder["mine.png"]);
        Assert.Contains("that exists, and is no preview", refused.Error);
        var own = await Run("--out", folder["fox.png"], "--preview", "linear", "--preview-path", folder["fox.png"]);
        Assert.Contains("that is the picture's own file", own.Error);
        Assert.Equal(["mine.png"], Files());
        Assert.Equal(mine, File.ReadAllBytes(folder["mine.png"]));
    }

    [Fact]
    public async Task Where_nothing_shows_them_it_is_said()
    {
        Assert.Contains("--preview-path writes them to a file", (await Run("--out", folder["fox.png"], "--preview", "linear")).Error);
        Assert.Contains(
            "--preview-every has no effect without --preview, which says how", (await Run("--out", folder["owl.png"], "--preview-every", "2")).Error);
    }

    private IEnumerable<string?> Files() => Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order();

    private static Task<CommandLine.Outcome> Run(params string[] arguments) =>
        CommandLine.Run(["generate", "a fox", "--steps", "2", "--width", "64", "--height", "64", .. arguments]);
}

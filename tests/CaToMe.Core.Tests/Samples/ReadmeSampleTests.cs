using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Requests;

namespace CaToMe.Tests.Samples;

/// <summary>The package's sample, compiled and run as it stands there.</summary>
public sealed class ReadmeSampleTests
{
    private const string Begin = "// the sample begins", End = "// the sample ends";

    [Fact]
    public async Task The_sample_draws_a_picture()
    {
        using var folder = new TemporaryFolder();
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.Path;
        try
        {
            await Draw();
            Assert.Equal("a red apple", ImageMetadata.Read(folder["apple.png"]).Request.Prompt);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Fact]
    public void The_sample_is_that_of_the_packages_page()
    {
        var page = Between(File.ReadAllText(Path.Combine(RepositoryFolder.Path, "src", "CaToMe.Core", "README.md")), "```csharp", "```");
        var source = File.ReadAllText(Path.Combine(RepositoryFolder.Path, "tests", "CaToMe.Core.Tests", "Samples", "ReadmeSampleTests.cs"));
        var sample = Between(source[source.LastIndexOf(Begin + "\n", StringComparison.Ordinal)..], Begin, End);
        string[] written = [.. Lines(page).Where(line => !line.StartsWith("using CaToMe", StringComparison.Ordinal))];
        Assert.NotEmpty(written);
        Assert.Equal(Lines(sample), written);
        Assert.InRange(Lines(page).Count(), 1, 16);
    }

    private static async Task Draw()
    {
        // the sample begins
        using var pipeline = await DiffusionPipeline.LoadAsync();
        var request = new GenerationRequest
        {
            Prompt = "a red apple",
            Seed = 7,
            Steps = 4,
            Merge = MergeOptions.Parse("catome:0.9"),
        };
        var result = await pipeline.GenerateAsync(request);
        PngFile.Save("apple.png", result.Images[0], ImageMetadata.Of(result).ToText());
        // the sample ends
    }

    private static string Between(string text, string begin, string end)
    {
        var start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        return text[start..text.IndexOf(end, start, StringComparison.Ordinal)];
    }

    private static IEnumerable<string> Lines(string text) => text.ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0);
}

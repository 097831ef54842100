using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace CaToMe.Tests;

/// <summary>The package's sample, compiled and run as it stands there.</summary>
public sealed class ReadmeSampleTests
{
    private const string Begin = "// the sample begins", End = "// the sample ends";

    [Fact]
    public async Task The_sample_draws_two_pictures()
    {
        using var folder = new TemporaryFolder();
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.Path;
        try
        {
            await Draw();
            Assert.Equal(7, Imaging.ImageMetadata.Read(folder["apple-0.png"]).Request.Seed);
            Assert.Equal(8, Imaging.ImageMetadata.Read(folder["apple-1.png"]).Request.Seed);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Fact]
    public void The_sample_is_that_of_the_packages_page()
    {
        var source = File.ReadAllText(Path.Combine(RepositoryFolder.Path, "tests", "CaToMe.Extensions.AI.Tests", "ReadmeSampleTests.cs"));
        var sample = Between(source[source.LastIndexOf(Begin + "\n", StringComparison.Ordinal)..], Begin, End);
        string[] written = [.. Lines(OnThePage()).Where(line => !line.StartsWith("using Microsoft", StringComparison.Ordinal))];
        Assert.NotEmpty(written);
        Assert.Equal(Lines(sample), written);
        Assert.InRange(Lines(OnThePage()).Count(), 1, 15);
    }

    /// <summary>The sample as a reader copies it.</summary>
    internal static string OnThePage() =>
        Between(File.ReadAllText(Path.Combine(RepositoryFolder.Path, "src", "CaToMe.Extensions.AI", "README.md")), "```csharp", "```");

    private static async Task Draw()
    {
        // the sample begins
        var services = new ServiceCollection().AddCaToMe(options => options.Defaults["merge"] = "catome:0.9");
        await using var provider = services.BuildServiceProvider();
        var generator = provider.GetRequiredService<IImageGenerator>();
        var response = await generator.GenerateAsync(new ImageGenerationRequest("a red apple"), new ImageGenerationOptions
        {
            Count = 2,
            AdditionalProperties = new() { ["steps"] = 4, ["seed"] = 7 },
        });
        for (var i = 0; i < response.Contents.Count; i++)
        {
            await File.WriteAllBytesAsync($"apple-{i}.png", ((DataContent)response.Contents[i]).Data.ToArray());
        }
        // the sample ends
    }

    private static string Between(string text, string begin, string end)
    {
        var start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        return text[start..text.IndexOf(end, start, StringComparison.Ordinal)];
    }

    private static IEnumerable<string> Lines(string text) => text.ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0);
}

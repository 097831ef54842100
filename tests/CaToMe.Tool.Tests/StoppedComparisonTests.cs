using System.Text.Json;

namespace CaToMe.Tool.Tests;

/// <summary>A comparison of many small pictures that is stopped in the middle.</summary>
public sealed class StoppedComparisonTests : IDisposable
{
    private const int Prompts = 300;

    private readonly TemporaryFolder folder = new("catome-");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_was_measured_is_a_table()
    {
        var (output, error) = await Stopped();
        Assert.Matches("prompt +method +time +speed-up", output);
        Assert.Matches("a house +baseline +[0-9.]+ s", output);
        Assert.Matches($"Measured before that: [1-9][0-9]* of {3 * Prompts} pictures. No comparison was written.", error);
    }

    [Fact]
    public async Task What_was_measured_is_a_record_each_without_a_picture()
    {
        var (output, error) = await Stopped("--json");
        var records = output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal("baseline", records[0].GetProperty("label").GetString());
        Assert.All(records, record => Assert.Equal(JsonValueKind.Null, record.GetProperty("grid").ValueKind));
        Assert.Contains($"Measured before that: {records.Count} of {3 * Prompts} pictures.", error, StringComparison.Ordinal);
    }

    private async Task<(string Output, string Error)> Stopped(params string[] more)
    {
        using var cancellation = new CancellationTokenSource();
        using var output = new StringWriter();
        using var error = new FirstLine(() => cancellation.CancelAfter(TimeSpan.FromSeconds(8))); // The model is loaded.
        string[] args = ["compare", .. Enumerable.Repeat("a house", Prompts), "--steps", "2", "--width", "64", "--height", "64", "--out", folder["grid.png"]];
        Assert.Equal(130, await Program.Run([.. args, .. more], output, error, cancellation.Token));
        Assert.EndsWith("Cancelled." + Environment.NewLine, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        return (output.ToString(), error.ToString());
    }

    /// <summary>Does something when the first line is written.</summary>
    private sealed class FirstLine(Action then) : StringWriter
    {
        private bool done;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (!done)
            {
                done = true;
                then();
            }
        }
    }
}

using System.Diagnostics;
using CaToMe.Tool.Commands;

namespace CaToMe.Tool.Tests.Studies;

public sealed class StudyRunTests : IDisposable
{
    private const string Text = """
        prompts: [a house, a fox]
        seeds: [1, 2]
        common: { steps: 1, size: 32x32 }
        calls: true
        settings: [{ name: baseline }, { name: merged, merge: catome:0.5 }]
        """;

    private readonly TemporaryFolder folder = new("catome-");

    public StudyRunTests() => File.WriteAllText(Study, Text);

    private string Study => folder["study.yaml"];

    public void Dispose() => folder.Dispose();

    /// <summary>Killed at whatever moment, five times: a process has no say in it.</summary>
    [Fact]
    public async Task A_run_that_was_killed_goes_on_and_ends_as_one_that_was_not()
    {
        var whole = await CommandLine.Run(["study", "run", Study, "--out", folder["whole"]]);
        Assert.Equal(0, whole.ExitCode);
        Assert.Contains("8 pictures: 0 were there, 8 were drawn", whole.Error, StringComparison.Ordinal);
        foreach (var milliseconds in new[] { 900, 1300, 1700, 2100, 2500 })
        {
            using var process = Process.Start(new ProcessStartInfo(
                "dotnet", [typeof(StudyRunCommand).Assembly.Location, "study", "run", Study, "--out", folder["killed"]]) { RedirectStandardError = true })!;
            await Task.Delay(milliseconds);
            process.Kill();
            await process.WaitForExitAsync();
        }

        Assert.Equal(0, (await CommandLine.Run(["study", "run", Study, "--out", folder["killed"]])).ExitCode);
        Assert.Equal(StudyContents.Of(folder["whole"]), StudyContents.Of(folder["killed"]));

        var status = await CommandLine.Run(["study", "status", Study, "--out", folder["killed"]]);
        Assert.Contains("merged", status.Output, StringComparison.Ordinal);
        var again = await CommandLine.Run(["study", "run", Study, "--out", folder["killed"]]);
        Assert.Contains("8 were there, 0 were drawn", again.Error, StringComparison.Ordinal);

        Assert.Equal(0, (await CommandLine.Run(["study", "report", folder["killed"]])).ExitCode);
        Assert.True(File.Exists(Path.Combine(folder["killed"], "report.html")));
    }

    [Theory]
    [InlineData("study run none.yaml", "The study none.yaml is not there. Name a YAML or JSON file.")]
    [InlineData("study run {0} --shard 9/4", "--shard is 9/4")]
    [InlineData("study run {0} --dtype half", "--dtype is half")]
    [InlineData("study run {0} --processes 0", "--processes is 0: give a number of processes from 1 to 256.")]
    [InlineData("study status {0} --out nowhere", "nowhere is not there")]
    public async Task What_is_wrong_is_one_sentence(string command, string message)
    {
        var run = await CommandLine.Run(string.Format(System.Globalization.CultureInfo.InvariantCulture, command, Study).Split(' '));
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }
}

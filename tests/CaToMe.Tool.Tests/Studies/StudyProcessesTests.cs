using System.Diagnostics;
using System.Text.Json;
using CaToMe.Tool.Commands;

namespace CaToMe.Tool.Tests.Studies;

/// <summary>Several processes of one machine.</summary>
public sealed class StudyProcessesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Processes_draw_together_what_one_would()
    {
        var study = Study("prompts: [a house, a fox, an owl]", steps: 1);
        Assert.Equal(0, (await CommandLine.Run(["study", "run", study, "--out", folder["one"], "--threads", "1"])).ExitCode);
        var (exitCode, output, error) = await CommandLine.Run(["study", "run", study, "--out", folder["two"], "--processes", "2", "--threads", "1"]);
        Assert.Equal((0, folder["two"]), (exitCode, output.TrimEnd()));
        Assert.Contains("6 pictures: 0 were there, 6 were drawn", error, StringComparison.Ordinal);
        Assert.Equal(StudyContents.Of(folder["one"]), StudyContents.Of(folder["two"]));
        Assert.Matches(@"1/2 +done(.|\n)*2/2 +done", (await CommandLine.Run(["study", "status", study, "--out", folder["two"]])).Output);
    }

    [Fact]
    public async Task Records_say_how_far_a_part_is()
    {
        var study = Study("prompts: [a house, a fox, an owl]", steps: 1);
        var run = await CommandLine.Run(["study", "run", study, "--out", folder["part"], "--shard", "1/2", "--json"]);
        var records = run.Output.TrimEnd().Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal([0, 1, 2, 3], records.Select(r => r.GetProperty("drawn").GetInt32()));
        Assert.All(records, r => Assert.Equal((3, 1), (r.GetProperty("pictures").GetInt32(), r.GetProperty("schema").GetInt32())));
        Assert.Equal("baseline: a house", records[0].GetProperty("current").GetString());
        Assert.Equal(JsonValueKind.Null, records[^1].GetProperty("current").ValueKind);
    }

    [Fact]
    public async Task What_no_process_accepts_is_said_once_and_ends_with_its_exit_code()
    {
        var run = await CommandLine.Run(["study", "run", Study("model: nowhere\nprompts: [a house]", 1), "--out", folder["none"], "--processes", "2"]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Matches(@"error: Part 1/2 \(process \d+\), part 2/2 \(process \d+\) ended with exit code 1: The model .*nowhere does not exist", run.Error);
    }

    [Fact]
    public async Task A_process_that_is_killed_is_named_and_the_others_end_their_parts()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var study = Study("prompts: [a house, a fox, an owl, a panda]", steps: 12);
        using var run = Start(study, "killed");
        var children = await Children(run);
        Process.Start("kill", ["-KILL", $"{children[0]}"]).Dispose();
        var error = await run.StandardError.ReadToEndAsync();
        await run.WaitForExitAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Matches($@"error: Part \d/2 \(process {children[0]}\) was killed by signal 9\.", error);
        Assert.Equal(0, (await CommandLine.Run(["study", "run", study, "--out", folder["killed"]])).ExitCode);
    }

    /// <summary>With this process, as a terminal's closing does, and without a word to the others.</summary>
    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("KILL", 137)]
    public async Task All_processes_end_with_the_one_that_started_them(string signal, int exitCode)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var run = Start(Study("prompts: [a house, a fox, an owl, a panda]", steps: 900), "stopped");
        var children = await Children(run);
        await Task.Delay(TimeSpan.FromSeconds(2));
        Process.Start("kill", ["-" + signal, $"{run.Id}"]).Dispose();
        await run.WaitForExitAsync();
        Assert.Equal(exitCode, run.ExitCode);
        var watch = Stopwatch.StartNew();
        while (children.Any(IsAlive))
        {
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
            await Task.Delay(100);
        }
    }

    private static bool IsAlive(int process) => File.Exists($"/proc/{process}/stat")
        && File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Trim()[0] is not 'Z';

    /// <summary>The processes that it starts, once both are there.</summary>
    private static async Task<int[]> Children(Process run)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromMinutes(1); await Task.Delay(50))
        {
            var children = Directory.GetDirectories($"/proc/{run.Id}/task").SelectMany(t => File.ReadAllText(Path.Combine(t, "children")).Split(
                ' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse).ToArray();
            if (children.Length == 2)
            {
                return children;
            }
        }

        throw new TimeoutException("The processes were not started.");
    }

    private Process Start(string study, string results) => Process.Start(new ProcessStartInfo(
        "dotnet", [typeof(StudyRunCommand).Assembly.Location, "study", "run", study, "--out", folder[results], "--processes", "2"])
    { RedirectStandardError = true })!;

    private string Study(string what, int steps) => folder.Write(
        $"{what}\nseeds: [1, 2]\ncommon: {{ steps: {steps}, size: 32x32 }}\nsettings: [{{ name: baseline }}]\n", "study.yaml");
}

using System.Diagnostics;
using CaToMe.Clusters;

namespace CaToMe.Tool.Tests.Studies;

/// <summary>Studies on a Slurm of three nodes, which tests/slurm/run.sh starts on one machine.</summary>
[Trait("Category", "Slurm")]
public sealed class SlurmTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SlurmFact]
    public async Task A_study_whose_tasks_were_killed_ends_after_resume_as_one_that_was_not_disturbed()
    {
        var study = Study(steps: 2);
        await Run("run", study, "whole", "--threads", "1");

        var job = (await Submit(study)).TrimEnd();
        await UntilDrawn("1-of-6");
        await Slurm("scancel", "--batch", "--signal=KILL", $"{job}_1");
        await UntilDrawn("2-of-6");
        await Slurm("scancel", "--batch", "--signal=KILL", $"{job}_2");
        await Slurm("scontrol", "update", "nodename=n3", "state=drain", "reason=test");
        await UntilDrawn("3-of-6");
        await Slurm("scontrol", "requeue", $"{job}_3"); // What preemption does. Slurm would wait for two minutes.
        await Task.Delay(TimeSpan.FromSeconds(2));
        await Slurm("scontrol", "update", $"jobid={job}_3", "starttime=now");
        Assert.Contains("is still at work", (await Try("submit", study, "disturbed")).Error, StringComparison.Ordinal);
        await UntilAllEnded();

        var status = await Run("status", study, "disturbed");
        Assert.Matches(@"1/6 +failed +n\d +killed by signal 9", status);
        Assert.Matches(@"2/6 +failed +n\d +killed by signal 9", status);
        Assert.Equal([3, 4, 5, 6], StudyTask.Of(folder["disturbed"]).Where(t => t.IsDone).Select(t => t.Number));
        Assert.True(Rows("disturbed").Count < 60);

        Assert.NotEqual(job, (await Run("resume", study, "disturbed")).TrimEnd());
        await UntilAllEnded();
        Assert.All(StudyTask.Of(folder["disturbed"]), t => Assert.True(t.IsDone, t.ToString()));
        Assert.Contains("Nothing to resume", (await Try("resume", study, "disturbed")).Error, StringComparison.Ordinal);
        Assert.Equal(60, Rows("disturbed").Count);
        Assert.Equal(StudyContents.Of(folder["whole"]), StudyContents.Of(folder["disturbed"]));
        Assert.Equal(0, (await CommandLine.Run(["study", "report", folder["disturbed"]])).ExitCode);
        await Slurm("scontrol", "update", "nodename=n3", "state=resume");
    }

    [SlurmFact]
    public async Task What_was_cancelled_is_not_lost_and_a_changed_study_is_submitted_anew()
    {
        var study = Study(steps: 20);
        await Submit(study);
        await UntilDrawn("1-of-6");
        Assert.Contains("6 tasks were cancelled", (await Try("cancel", study, "disturbed")).Error, StringComparison.Ordinal);
        await UntilAllEnded();
        Assert.Contains("No task waits or runs", (await Try("cancel", study, "disturbed")).Error, StringComparison.Ordinal);
        Assert.Matches(@"6/6 +cancelled", await Run("status", study, "disturbed"));
        Assert.NotEmpty(Rows("disturbed"));

        File.AppendAllText(study, "# changed\n");
        Assert.Contains("The study was changed since it was submitted", (await Try("resume", study, "disturbed")).Error, StringComparison.Ordinal);
    }

    /// <summary>60 pictures.</summary>
    private string Study(int steps) => folder.Write(
        $$"""
        prompts: [a house, a fox, an owl, a panda, a guitar, a rocket, a pizza, a butterfly, a red apple, a tree, a car, a boat, a star, a moon, a sun]
        seeds: [1, 2]
        common: { steps: {{steps}}, size: 64x64 }
        settings: [{ name: baseline }, { name: merged, merge: catome:0.5 }]

        """, "study.yaml");

    private Task<string> Submit(string study) => Run("submit", study, "disturbed", "--tasks", "6", "--cpus", "1", "--memory", "600M", "--time", "30");

    private async Task<string> Run(string command, string study, string results, params string[] more)
    {
        var run = await Try(command, study, results, more);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output;
    }

    private Task<CommandLine.Outcome> Try(string command, string study, string results, params string[] more) =>
        CommandLine.Run(["study", command, study, "--out", folder[results], .. more]);

    private static async Task Slurm(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, error);
    }

    private List<string> Rows(string results) => [.. Directory.GetFiles(folder[results], "pictures*.jsonl").SelectMany(File.ReadLines)];

    private Task UntilDrawn(string part) => Until(
        () => File.Exists(folder["disturbed", $"pictures.{part}.jsonl"]) && File.ReadAllText(folder["disturbed", $"pictures.{part}.jsonl"]).Contains('\n'));

    private Task UntilAllEnded() => Until(() => !StudyTask.Of(folder["disturbed"]).Any(t => t.IsActive));

    private async Task Until(Func<bool> done)
    {
        for (var watch = Stopwatch.StartNew(); !done(); await Task.Delay(50))
        {
            Assert.True(watch.Elapsed < Patience, string.Join('\n', StudyTask.Of(folder["disturbed"]).Select(t => t.ToString()).Concat(Logs())));
        }
    }

    private IEnumerable<string> Logs() => Directory.GetFiles(StudySubmission.FolderOf(folder["disturbed"]), "*.log").Select(File.ReadAllText);
}

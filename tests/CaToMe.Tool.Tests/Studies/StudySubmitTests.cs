using System.Text.Json.Nodes;
using CaToMe.Clusters;
using CaToMe.Studies;

namespace CaToMe.Tool.Tests.Studies;

/// <summary>What is submitted, and what is refused, where there is no cluster.</summary>
public sealed class StudySubmitTests : IDisposable
{
    private readonly TemporaryFolder folder = new("catome-");

    public StudySubmitTests() => folder.Write("prompts: [a house]\nsettings: [{ name: baseline }]\n", "study.yaml");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_dry_run_shows_the_batch_script_and_writes_nothing()
    {
        var (exitCode, output, error) = await CommandLine.Run(
        [
            "study", "submit", folder["study.yaml"], "--out", folder["results"], "--tasks", "6", "--sbatch=--qos=low", "--dtype", "bfloat16", "--dry-run",
        ]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.StartsWith("#!/bin/bash\n", output, StringComparison.Ordinal);
        Assert.Contains("#SBATCH --array=1-6\n", output, StringComparison.Ordinal);
        Assert.Contains("#SBATCH --qos=low\n", output, StringComparison.Ordinal);
        Assert.Matches(
            @"\nexec .*catome\S* study run \S*study\.yaml --out \S*results --shard ""\$SLURM_ARRAY_TASK_ID/6"" --dtype=bfloat16 --threads=4\n", output);
        Assert.False(Directory.Exists(folder["results"]));
    }

    [Fact]
    public async Task For_Kubernetes_it_shows_what_kubectl_takes()
    {
        var (exitCode, output, _) = await CommandLine.Run(
            ["study", "submit", folder["study.yaml"], "--engine", "kubernetes", "--container", "registry/catome", "--volume", "results", "--dry-run"]);
        Assert.Equal(0, exitCode);
        Assert.Equal(["ConfigMap", "Job"], JsonNode.Parse(output)!["items"]!.AsArray().Select(i => (string)i!["kind"]!));
    }

    [Fact]
    public async Task Where_Slurm_does_not_answer_status_shows_what_the_tasks_said()
    {
        var root = Directory.CreateDirectory(folder["results"]).FullName;
        new StudySubmission { StudyHash = "", Options = new ClusterOptions { Tasks = 2 }, Jobs = [new SubmittedJob("7", [1, 2])] }.Write(root);
        StudyPart.Tell(root, new StudyShard(2, 2), () => 0);
        var status = await CommandLine.Run(["study", "status", folder["study.yaml"], "--out", root]);
        Assert.Equal(0, status.ExitCode);
        Assert.Contains("warning: ", status.Error, StringComparison.Ordinal);
        Assert.Contains("squeue", status.Error, StringComparison.Ordinal);
        Assert.Matches($@"2/2 +done +{Environment.MachineName}", status.Output);
        Assert.DoesNotContain("1/2", status.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("submit {0} --tasks 0", 2, "--tasks is 0: give a number of tasks from 1 to 10000.")]
    [InlineData("submit {0} --time tomorrow", 2, "--time is tomorrow: give minutes, or hours:minutes:seconds")]
    [InlineData("submit {0} --memory 8", 2, "--memory is 8: give a whole number and M, G or T")]
    [InlineData("submit {0} --engine pbs", 2, "--engine is pbs: give one of slurm, kubernetes.")]
    [InlineData("submit {0} --engine kubernetes --dry-run", 2, "--container is empty: Kubernetes needs an image")]
    [InlineData("submit {0} --engine kubernetes --container a --volume b", 2, "--engine is kubernetes: catome does not talk to Kubernetes itself")]
    [InlineData("submit none.yaml", 1, "The study none.yaml is not there")]
    [InlineData("submit {0} --out {1}", 1, "sbatch")] // Slurm is not there, or has no controller here.
    [InlineData("cancel {0} --out {1}", 1, "Nothing was submitted for")]
    [InlineData("resume {0} --out {1}", 1, "Nothing was submitted for")]
    public async Task What_cannot_be_done_is_one_sentence(string command, int exitCode, string message)
    {
        var line = string.Format(System.Globalization.CultureInfo.InvariantCulture, command, folder["study.yaml"], folder["results"]);
        var run = await CommandLine.Run(["study", .. line.Split(' ')]);
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        var error = Assert.Single(run.Error.TrimEnd().Split('\n'), l => l.StartsWith("error: ", StringComparison.Ordinal));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }
}

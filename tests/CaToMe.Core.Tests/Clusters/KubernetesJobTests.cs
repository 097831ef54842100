using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaToMe.Clusters;
using CaToMe.Studies;

namespace CaToMe.Tests.Clusters;

/// <summary>The job as the published fields of <c>batch/v1</c> allow it (tests/data/kubernetes), and as the API's rules want it.</summary>
public sealed partial class KubernetesJobTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_job_has_published_fields_of_the_right_types_alone()
    {
        var (_, job) = Made(Full);
        Assert.Empty(PublishedFields.Read("job-v1.tsv").Errors(job));
    }

    [Theory]
    [InlineData("spec.completion", "spec.completion is no field")]
    [InlineData("spec.completions", "spec.completions is no integer")]
    [InlineData("spec.template", "spec.template is missing")]
    [InlineData("spec.podFailurePolicy.rules", "spec.podFailurePolicy.rules is missing")]
    public void The_check_finds_what_is_wrong(string path, string error)
    {
        var (_, job) = Made(Full);
        var names = path.Split('.');
        var owner = names.SkipLast(1).Aggregate((JsonNode)job, (node, name) => node[name]!).AsObject();
        if (!owner.Remove(names[^1]) || error.EndsWith("integer", StringComparison.Ordinal))
        {
            owner[names[^1]] = "8";
        }

        Assert.Contains(error, PublishedFields.Read("job-v1.tsv").Errors(job));
    }

    [Fact]
    public void An_indexed_job_keeps_the_rules_of_the_API()
    {
        var (_, job) = Made(Full);
        var spec = job["spec"]!;
        Assert.Equal(("Indexed", 16, 4), ((string)spec["completionMode"]!, (int)spec["completions"]!, (int)spec["parallelism"]!));
        Assert.Equal("Never", (string)spec["template"]!["spec"]!["restartPolicy"]!); // What podFailurePolicy and backoffLimitPerIndex want.
        Assert.Matches(DnsLabel(), (string)job["metadata"]!["name"]! + "-15"); // The host name of a pod.
        var pod = spec["template"]!["spec"]!;
        var container = pod["containers"]![0]!;
        var volumes = pod["volumes"]!.AsArray().Select(v => (string)v!["name"]!);
        Assert.Equal(volumes.Order(), container["volumeMounts"]!.AsArray().Select(m => (string)m!["name"]!).Order());
        Assert.Equal(("32Gi", "2", 28800), (
            (string)container["resources"]!["limits"]!["memory"]!, (string)container["resources"]!["limits"]!["nvidia.com/gpu"]!,
            (int)pod["activeDeadlineSeconds"]!));
        Assert.Equal(
            "exec catome study run /study/study.yaml --out /results/my-results --shard \"$((JOB_COMPLETION_INDEX + 1))/16\" --dtype=bfloat16 --processes=2",
            (string)container["args"]![0]!);
    }

    [Fact]
    public void The_study_and_its_prompts_go_with_it()
    {
        folder.Write("a house\na fox\n", "prompts.txt");
        var (map, _) = Made(Full, "promptFile: prompts.txt\nsettings: [{ name: baseline }]\n");
        Assert.Equal("promptFile: prompts.txt\nsettings: [{ name: baseline }]\n", (string)map["data"]!["study.yaml"]!);
        Assert.Equal("a house\na fox", (string)map["data"]!["prompts.txt"]!);
    }

    [Fact]
    public void What_a_pod_cannot_see_is_refused()
    {
        folder.Write("a house\n", "deep", "prompts.txt");
        Assert.Contains(
            "put it beside the study",
            Assert.Throws<CaToMeException>(() => Made(Full, "promptFile: deep/prompts.txt\nsettings: [{ name: baseline }]\n")).Message,
            StringComparison.Ordinal);
        Assert.Equal("Container", Assert.Throws<OptionException>(() => Made(Full with { Container = null })).Option);
        Assert.Equal("Volume", Assert.Throws<OptionException>(() => Made(Full with { Volume = null })).Option);
    }

    private static ClusterOptions Full => new()
    {
        Engine = ClusterEngine.Kubernetes, Tasks = 16, AtOnce = 4, Gpus = 2, Memory = "32G", Time = "8:00:00",
        Container = "registry/catome:1", Volume = "results",
    };

    private (JsonObject Map, JsonObject Job) Made(ClusterOptions options, string text = "prompts: [a house]\nsettings: [{ name: baseline }]\n")
    {
        var path = folder.Write(text, "Study of all.yaml");
        var list = JsonNode.Parse(KubernetesJob.Of(
            StudyFile.Read(path), options, new TaskCommand("catome", path, "/scratch/my-results", ["--dtype=bfloat16"])))!;
        var items = list["items"]!.AsArray();
        Assert.Equal(["ConfigMap", "Job"], items.Select(i => (string)i!["kind"]!));
        return (items[0]!.AsObject(), items[1]!.AsObject());
    }

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex DnsLabel();
}

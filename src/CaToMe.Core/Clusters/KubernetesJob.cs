using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaToMe.Studies;

namespace CaToMe.Clusters;

/// <summary>A study as Kubernetes reads it: a ConfigMap with the study's file, and an Indexed Job with a pod for each part.</summary>
internal static partial class KubernetesJob
{
    private const int MostBytes = 1 << 20;
    private const string StudyFolder = "/study", ResultsFolder = "/results", Container = "catome", StudyName = "study.yaml";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The JSON that <c>kubectl apply -f -</c> takes.</summary>
    /// <param name="study">The study.</param>
    /// <param name="options">What a task gets.</param>
    /// <param name="command">The command of a task; its study and its folder are those of this machine.</param>
    /// <exception cref="CaToMeException">Something is missing that a pod needs.</exception>
    internal static string Of(StudyFile study, ClusterOptions options, TaskCommand command)
    {
        var image = options.Container ?? throw new OptionException("Container", null, "Kubernetes needs an image that has catome.");
        var volume = options.Volume ?? throw new OptionException("Volume", null, "Kubernetes needs a PersistentVolumeClaim to which all pods can write.");
        var name = SlurmStudy.NameOf(command.Study);
        var inPod = command with { Study = $"{StudyFolder}/{StudyName}", Folder = $"{ResultsFolder}/{Path.GetFileName(command.Folder)}" };
        var list = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "List",
            ["items"] = new JsonArray(ConfigMap(name, study, Path.GetDirectoryName(command.Study)!), Job(name, options, image, volume, inPod)),
        };
        return list.ToJsonString(Indented);
    }

    private static JsonObject ConfigMap(string name, StudyFile study, string folder)
    {
        var data = new JsonObject { [StudyName] = study.Text };
        if (study.PromptFile is { } prompts)
        {
            var key = Path.GetFileName(prompts);
            if (Path.GetDirectoryName(prompts) != folder || study.Text.Contains(prompts, StringComparison.Ordinal) || !Key().IsMatch(key))
            {
                throw new CaToMeException(
                    $"The file of prompts {prompts} goes into a ConfigMap: put it beside the study and name it without a folder, of letters, digits, - _ .");
            }

            data[key] = string.Join('\n', study.AllPrompts());
        }

        return data.Sum(d => (long)Encoding.UTF8.GetByteCount(d.Value!.GetValue<string>())) < MostBytes ? Object("v1", "ConfigMap", name, ("data", data))
            : throw new CaToMeException("The study and its prompts are larger than 1 MiB, which is what a ConfigMap takes. Use fewer prompts in a study.");
    }

    private static JsonObject Job(string name, ClusterOptions options, string image, string volume, TaskCommand command)
    {
        var spec = new JsonObject
        {
            ["completionMode"] = "Indexed",
            ["completions"] = options.Tasks,
            ["parallelism"] = Math.Min(options.AtOnce ?? options.Tasks, options.Tasks),
            ["backoffLimitPerIndex"] = 3,
            ["podFailurePolicy"] = new JsonObject
            {
                // A study that is not accepted fails everywhere; a pod that was evicted starts again and does not count.
                ["rules"] = new JsonArray(
                    new JsonObject
                    {
                        ["action"] = "FailJob",
                        ["onExitCodes"] = new JsonObject { ["containerName"] = Container, ["operator"] = "In", ["values"] = new JsonArray(2) },
                    },
                    new JsonObject
                    {
                        ["action"] = "Ignore",
                        ["onPodConditions"] = new JsonArray(new JsonObject { ["type"] = "DisruptionTarget", ["status"] = "True" }),
                    }),
            },
            ["template"] = new JsonObject { ["spec"] = Pod(name, options, image, volume, command) },
        };
        return Object("batch/v1", "Job", name, ("spec", spec));
    }

    private static JsonObject Pod(string name, ClusterOptions options, string image, string volume, TaskCommand command)
    {
        var resources = new JsonObject { ["cpu"] = Invariant(options.Cpus), ["memory"] = options.Memory + "i" };
        if (options.Gpus > 0)
        {
            resources["nvidia.com/gpu"] = Invariant(options.Gpus);
        }

        var pod = new JsonObject
        {
            ["restartPolicy"] = "Never",
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = Container,
                ["image"] = image,
                ["command"] = new JsonArray("/bin/sh", "-c"),
                ["args"] = new JsonArray($"exec {command.Line($"$((JOB_COMPLETION_INDEX + 1))/{Invariant(options.Tasks)}", options)}"),
                ["resources"] = new JsonObject { ["requests"] = resources, ["limits"] = resources.DeepClone() },
                ["volumeMounts"] = new JsonArray(
                    new JsonObject { ["name"] = "study", ["mountPath"] = StudyFolder, ["readOnly"] = true },
                    new JsonObject { ["name"] = "results", ["mountPath"] = ResultsFolder }),
            }),
            ["volumes"] = new JsonArray(
                new JsonObject { ["name"] = "study", ["configMap"] = new JsonObject { ["name"] = name } },
                new JsonObject { ["name"] = "results", ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = volume } }),
        };
        if (options.Seconds is { } seconds)
        {
            pod["activeDeadlineSeconds"] = seconds;
        }

        return pod;
    }

    private static JsonObject Object(string version, string kind, string name, (string Key, JsonNode Value) content) => new()
    {
        ["apiVersion"] = version,
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["app.kubernetes.io/name"] = "catome" } },
        [content.Key] = content.Value,
    };

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[A-Za-z0-9._-]+\z")]
    private static partial Regex Key();
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CaToMe.Runtime;
using CaToMe.Studies;

namespace CaToMe.Clusters;

/// <summary>A job array that draws a study's tasks, or some of them again.</summary>
/// <param name="Id">Slurm's number of it.</param>
/// <param name="Tasks">Its tasks.</param>
internal sealed record SubmittedJob(string Id, IReadOnlyList<int> Tasks);

/// <summary>What was submitted for a results folder: <c>cluster/submission.json</c> in it.</summary>
internal sealed partial record StudySubmission
{
    /// <summary>Hash of the study's text.</summary>
    public required string StudyHash { get; init; }

    /// <summary>How it was divided, and what its tasks get.</summary>
    public required ClusterOptions Options { get; init; }

    /// <summary>The jobs, the last one last.</summary>
    public required IReadOnlyList<SubmittedJob> Jobs { get; init; }

    /// <summary>The folder of the batch script and of the tasks' output.</summary>
    internal static string FolderOf(string root) => Path.Combine(root, "cluster");

    /// <summary>The batch script.</summary>
    internal static string ScriptOf(string root) => Path.Combine(FolderOf(root), "job.sh");

    internal static string HashOf(StudyFile study) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(study.Text)))[..16];

    /// <summary>The last job that has a task.</summary>
    internal string JobOf(int task) => Jobs.Last(j => j.Tasks.Contains(task)).Id;

    /// <summary>Reads a folder's; null where nothing was submitted.</summary>
    /// <exception cref="CaToMeException">It cannot be read.</exception>
    internal static StudySubmission? Read(string root)
    {
        var path = PathOf(root);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllText(path), SubmissionTypes.Default.StudySubmission) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CaToMeException($"{path} cannot be read: {e.Message.TrimEnd('.')}. Delete it and submit the study again: what is drawn is kept.", e);
        }
    }

    internal void Write(string root) => WholeFile.Write(PathOf(root), file => JsonSerializer.Serialize(file, this, SubmissionTypes.Default.StudySubmission));

    private static string PathOf(string root) => Path.Combine(FolderOf(root), "submission.json");

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
    [JsonSerializable(typeof(StudySubmission))]
    private sealed partial class SubmissionTypes : JsonSerializerContext;
}

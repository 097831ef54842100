using System.Text;
using System.Text.RegularExpressions;
using CaToMe.Runtime;
using CaToMe.Studies;

namespace CaToMe.Clusters;

/// <summary>A study on Slurm: each part is a task of a job array, and the results folder, which all machines see, is all that they share.</summary>
/// <param name="root">The results folder, as a full path.</param>
internal sealed partial class SlurmStudy(string root)
{
    /// <summary>Submits all parts.</summary>
    /// <param name="study">The study.</param>
    /// <param name="command">The command of a task.</param>
    /// <param name="options">What a task gets.</param>
    /// <returns>The job's number.</returns>
    /// <exception cref="CaToMeException">An earlier submission is not over, a file cannot be written, or Slurm refuses it.</exception>
    internal string Submit(StudyFile study, TaskCommand command, ClusterOptions options)
    {
        if (StudySubmission.Read(root) is { } before && StudyTask.Of(root).Any(t => t.IsActive))
        {
            throw new CaToMeException(
                $"Job {before.Jobs[^1].Id} is still at work in {root}. Wait for it (catome study status), cancel it (catome study cancel), "
                + "or give another --out.");
        }

        StudyPart.Clear(root);
        var script = StudySubmission.ScriptOf(root);
        WholeFile.Write(script, file => file.Write(Encoding.UTF8.GetBytes(Script(command, options))));
        var tasks = Enumerable.Range(1, options.Tasks).ToList();
        var job = SlurmClient.Submit(script, SlurmScript.Array(tasks, options));
        new StudySubmission { StudyHash = StudySubmission.HashOf(study), Options = options, Jobs = [new SubmittedJob(job, tasks)] }.Write(root);
        return job;
    }

    /// <summary>The batch script.</summary>
    internal string Script(TaskCommand command, ClusterOptions options) =>
        SlurmScript.Of(options, NameOf(command.Study), command, StudySubmission.FolderOf(root));

    /// <summary>Submits the parts again that are neither done nor at work.</summary>
    /// <param name="study">The study.</param>
    /// <returns>The job's number, null where there is nothing to submit, and the parts.</returns>
    /// <exception cref="CaToMeException">Nothing was submitted, the study was changed, or Slurm refuses it.</exception>
    internal (string? Job, IReadOnlyList<StudyTask> Parts) Resume(StudyFile study)
    {
        var submission = Submitted();
        if (submission.StudyHash != StudySubmission.HashOf(study))
        {
            throw new CaToMeException("The study was changed since it was submitted. Submit it again: pictures that are there are not drawn again.");
        }

        var open = StudyTask.Of(root).Where(t => !t.IsDone && !t.IsActive).ToList();
        if (open.Count == 0)
        {
            return (null, []);
        }

        var tasks = open.Select(t => t.Number).ToList();
        var job = SlurmClient.Submit(StudySubmission.ScriptOf(root), SlurmScript.Array(tasks, submission.Options));
        (submission with { Jobs = [.. submission.Jobs, new SubmittedJob(job, tasks)] }).Write(root);
        return (job, open);
    }

    /// <summary>Cancels what waits or runs.</summary>
    /// <returns>The parts that were cancelled.</returns>
    /// <exception cref="CaToMeException">Nothing was submitted, or Slurm does not answer.</exception>
    internal IReadOnlyList<StudyTask> Cancel()
    {
        var submission = Submitted();
        var active = StudyTask.Of(root).Where(t => t.IsActive).ToList();
        var jobs = active.Select(t => submission.JobOf(t.Number)).Distinct().ToList();
        if (jobs.Count > 0)
        {
            SlurmClient.Cancel(jobs);
        }

        return active;
    }

    /// <summary>A job's name for a study: small letters, digits and dashes, at most 40.</summary>
    internal static string NameOf(string study)
    {
        var name = "catome-" + NoWord().Replace(Path.GetFileNameWithoutExtension(study).ToLowerInvariant(), "-").Trim('-');
        return name[..Math.Min(name.Length, 40)].TrimEnd('-');
    }

    private StudySubmission Submitted() => StudySubmission.Read(root)
        ?? throw new CaToMeException($"Nothing was submitted for {root}. Name the study and the folder that catome study submit was given.");

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NoWord();
}

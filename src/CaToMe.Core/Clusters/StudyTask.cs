using CaToMe.Studies;

namespace CaToMe.Clusters;

/// <summary>How far a part of a study is, from what its process said and, where it was submitted, from what Slurm knows.</summary>
/// <param name="Number">Which part, from 1.</param>
/// <param name="Count">How many there are.</param>
/// <param name="State">In a word: <c>done</c>, <c>running</c>, <c>pending</c>, <c>failed</c>, <c>cancelled</c>, <c>lost</c>, or another of Slurm's.</param>
/// <param name="Machine">Where it is or was; empty where it waits.</param>
/// <param name="Note">Why it waits or ended; empty where there is nothing to say.</param>
internal sealed record StudyTask(int Number, int Count, string State, string Machine, string Note)
{
    /// <summary>Whether all its pictures are there.</summary>
    internal bool IsDone => State == "done";

    /// <summary>Whether Slurm will do something about it.</summary>
    internal bool IsActive { get; init; }

    /// <summary>The parts of a results folder; none of an undivided study.</summary>
    /// <exception cref="CaToMeException">A file cannot be read, or Slurm does not answer.</exception>
    internal static IReadOnlyList<StudyTask> Of(string root)
    {
        var parts = StudyPart.Read(root);
        if (StudySubmission.Read(root) is { } submission)
        {
            return Of(submission, [.. parts.Where(p => p.Count == submission.Options.Tasks)]);
        }

        return Of(parts);
    }

    /// <summary>The parts from what their processes said alone.</summary>
    internal static IReadOnlyList<StudyTask> Of(IReadOnlyList<StudyPart> parts)
    {
        var last = parts.MaxBy(p => p.Began)?.Count;
        return [.. parts.Where(p => p.Count == last).Select(Of)];
    }

    internal static IReadOnlyList<StudyTask> Of(StudySubmission submission, IReadOnlyList<StudyPart> parts)
    {
        var known = submission.Jobs.SelectMany(job => SlurmClient.Tasks(job.Id).Select(task => (job.Id, Task: task)))
            .ToDictionary(k => (k.Id, k.Task.Number), k => k.Task);
        return
        [
            .. Enumerable.Range(1, submission.Options.Tasks).Select(number => Of(
                number, submission.Options.Tasks, parts.FirstOrDefault(p => p.Number == number),
                known.GetValueOrDefault((submission.JobOf(number), number)))),
        ];
    }

    /// <summary>A part that Slurm may know of.</summary>
    internal static StudyTask Of(int number, int count, StudyPart? part, SlurmTask? slurm)
    {
        if (slurm is { IsActive: true })
        {
            return new StudyTask(number, count, slurm.State.ToLowerInvariant(), slurm.Node, slurm.Reason) { IsActive = true };
        }

        if (part is { IsDone: true } or { Ended: not null, Error: not StudyPart.Cancelled })
        {
            return Of(part);
        }

        // What was killed has not said how it ended, and what was cancelled not by whom.
        return slurm is not (null or { State: "COMPLETED" })
            ? new StudyTask(number, count, slurm.State.ToLowerInvariant(), slurm.Node, slurm.Ending ?? slurm.Reason)
            : part is { Ended: not null } ? Of(part)
            : part is not null ? new StudyTask(number, count, "lost", part.Machine, "it did not say how it ended: it was killed, or its machine failed")
            : new StudyTask(number, count, "lost", slurm?.Node ?? "", "it has not begun, or its machine does not see this folder");
    }

    private static StudyTask Of(StudyPart part) => new(
        part.Number, part.Count,
        part.IsDone ? "done" : part.Ended is null ? "running" : part.Error == StudyPart.Cancelled ? "cancelled" : "failed", part.Machine,
        part.Error is null or StudyPart.Cancelled ? "" : part.Error);
}

using CaToMe.Studies;

namespace CaToMe.Tool.Studies;

/// <summary>Processes that draw a study together, on one machine.</summary>
/// <param name="shares">What each gets.</param>
/// <param name="file">The study's file.</param>
/// <param name="folder">The results folder.</param>
/// <param name="options">Further options of <c>study run</c>.</param>
/// <param name="part">What they draw together.</param>
/// <param name="pictures">How many pictures that is.</param>
internal sealed class StudyProcesses(
    IReadOnlyList<ProcessShare> shares, string file, string folder, IReadOnlyList<string> options, StudyShard part, long pictures)
{
    private const string ErrorMark = "error: ";
    private const int KilledAbove = 128, Interrupted = 130, Terminated = 143;

    private readonly Lock sync = new();

    /// <summary>Runs them all to their ends. One that fails does not stop the others.</summary>
    /// <param name="progress">Told what they have done together.</param>
    /// <param name="cancellationToken">Tells all to stop.</param>
    /// <returns>What they have done together, the exit code of all, and a sentence for each way in which some failed.</returns>
    /// <exception cref="OperationCanceledException">They were told to stop.</exception>
    internal async Task<(StudyProgress Progress, int ExitCode, IReadOnlyList<string> Failures)> Run(
        IProgress<StudyProgress> progress, CancellationToken cancellationToken)
    {
        var told = StudyPart.Begin(folder, part);
        var all = shares.Select(share => new StudyProcess(share, [file, "--out", folder, .. options])).ToList();
        await Task.WhenAll(all.Select(p => p.Run(() => Tell(all, p, progress), cancellationToken)));
        var failed = all.Where(p => p.ExitCode != ExitCode.Done).ToList();
        var sentences = failed.GroupBy(Ending, p => p.Name).Select(g => $"{Capital(string.Join(", ", g))} {g.Key}").ToList();
        told?.End(folder, failed.Count == 0 ? null : cancellationToken.IsCancellationRequested ? StudyPart.Cancelled : string.Join(' ', sentences));
        cancellationToken.ThrowIfCancellationRequested();
        return (Sum(all, null), failed.Count == 0 ? ExitCode.Done : failed.All(p => p.ExitCode == ExitCode.NotAccepted) ? ExitCode.NotAccepted
            : ExitCode.Failed, sentences);
    }

    private void Tell(List<StudyProcess> all, StudyProcess last, IProgress<StudyProgress> progress)
    {
        lock (sync)
        {
            progress.Report(Sum(all, last.Progress?.Current ?? all.Select(p => p.Progress?.Current).FirstOrDefault(c => c is not null)));
        }
    }

    private StudyProgress Sum(List<StudyProcess> all, string? current)
    {
        var told = all.Select(p => p.Progress).OfType<StudyProgress>().ToList();
        return new StudyProgress(pictures, told.Sum(p => p.Known), told.Sum(p => p.Drawn), current, told.Max(p => p.TimeLeft));
    }

    private static string Ending(StudyProcess process)
    {
        var said = process.Error.Split('\n').Where(l => l.StartsWith(ErrorMark, StringComparison.Ordinal)).Select(l => l[ErrorMark.Length..].Trim());
        var reason = string.Join(' ', said);
        return reason.Length > 0 ? $"ended with exit code {process.ExitCode}: {reason}"
            : process.ExitCode > KilledAbove && process.ExitCode is not (Interrupted or Terminated) ? $"was killed by signal {process.ExitCode - KilledAbove}."
            : $"ended with exit code {process.ExitCode}.";
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using CaToMe.Requests;
using CaToMe.Studies;

namespace CaToMe.Running;

/// <summary>Two progress bars: the sweep, and the picture in work with its step, time left and merged share.</summary>
/// <param name="cmdlet">The cmdlet, on whose thread this is used.</param>
/// <param name="activity">What is being done.</param>
internal sealed class DrawingProgress(Cmdlet cmdlet, string activity)
{
    private const int Sweep = 1, Picture = 2;
    private string description = "";
    private Stopwatch? clock;

    /// <summary>Begins a picture.</summary>
    /// <param name="text">What is drawn.</param>
    /// <param name="done">Pictures done.</param>
    /// <param name="all">Pictures in all; null while more may come down the pipeline.</param>
    internal void Begin(string text, int done, int? all)
    {
        description = text;
        cmdlet.WriteProgress(all is > 1 and var total
            ? new ProgressRecord(Sweep, activity, $"{done + 1} of {total}")
                { PercentComplete = 100 * done / total, SecondsRemaining = SecondsFor(total - done, done) }
            : new ProgressRecord(Sweep, activity, $"Picture {done + 1}"));
    }

    /// <summary>Begins a study's picture, and says how far the study is.</summary>
    internal void Begin(StudyProgress study)
    {
        description = study.Current ?? "";
        cmdlet.WriteProgress(SweepOf(activity, study));
    }

    /// <summary>How far a study is, as the outer bar shows it: with the time left for all of it.</summary>
    internal static ProgressRecord SweepOf(string activity, StudyProgress study)
    {
        var done = study.Known + study.Drawn;
        return new ProgressRecord(Sweep, activity, $"{done} of {study.Pictures}")
        {
            PercentComplete = study.Pictures == 0 ? 100 : (int)(100 * done / study.Pictures),
            SecondsRemaining = study is { Current: not null, TimeLeft: { } left } ? (int)Math.Ceiling(left.TotalSeconds) : -1,
        };
    }

    /// <summary>Time left for pictures that take as long as those before them; -1 before there is one.</summary>
    private int SecondsFor(int left, int done)
    {
        clock ??= Stopwatch.StartNew();
        return done == 0 ? -1 : (int)Math.Ceiling(clock.Elapsed.TotalSeconds / done * left);
    }

    /// <summary>Shows how far the picture is.</summary>
    internal void Show(GenerationProgress progress)
    {
        var merged = progress.MergedShare > 0 ? string.Create(CultureInfo.InvariantCulture, $", {100 * progress.MergedShare:0} % of the tokens merged") : "";
        cmdlet.WriteProgress(new ProgressRecord(Picture, description.Length == 0 ? "Picture" : description, $"Step {progress.Step} of {progress.Steps}{merged}")
        {
            ParentActivityId = Sweep,
            PercentComplete = progress.Calls == 0 ? 0 : 100 * progress.Call / progress.Calls,
            SecondsRemaining = progress.Remaining is { } left ? (int)Math.Ceiling(left.TotalSeconds) : -1,
        });
    }

    /// <summary>Takes both bars away.</summary>
    internal void End()
    {
        cmdlet.WriteProgress(new ProgressRecord(Picture, "Picture", "Done") { ParentActivityId = Sweep, RecordType = ProgressRecordType.Completed });
        cmdlet.WriteProgress(new ProgressRecord(Sweep, activity, "Done") { RecordType = ProgressRecordType.Completed });
    }
}

using System.Globalization;
using System.Management.Automation;

namespace CaToMe.Running;

/// <summary>Two progress bars: the sweep, and the picture in work with its step, time left and merged share.</summary>
/// <param name="cmdlet">The cmdlet, on whose thread this is used.</param>
/// <param name="activity">What is being done.</param>
internal sealed class DrawingProgress(Cmdlet cmdlet, string activity)
{
    private const int Sweep = 1, Picture = 2;
    private string description = "";

    /// <summary>Begins a picture.</summary>
    /// <param name="text">What is drawn.</param>
    /// <param name="done">Pictures done.</param>
    /// <param name="known">Pictures known so far; more may come down the pipeline.</param>
    internal void Begin(string text, int done, int known)
    {
        description = text;
        var status = known > 1 ? $"{done + 1} of {known}" : $"Picture {done + 1}";
        cmdlet.WriteProgress(new ProgressRecord(Sweep, activity, status) { PercentComplete = known > 1 ? 100 * done / known : -1 });
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

using System.Globalization;
using System.Management.Automation;
using CaToMe.Errors;
using CaToMe.Requests;
using CaToMe.Running;
using CaToMe.Studies;

namespace CaToMe;

/// <summary>A study that is drawn in the background: Get-Job, Receive-Job, Wait-Job, Stop-Job and Remove-Job take it.</summary>
public sealed class StudyJob : Job, IStudyReport
{
    private readonly StudyTask task;
    private readonly CancellationTokenSource stopping = new();
    private readonly HashSet<string> warned = new(StringComparer.Ordinal);
    private Task running = Task.CompletedTask;
    private StudyProgress last;
    private bool isDisposed;

    internal StudyJob(StudyTask task, string command) : base(command, Path.GetFileName(task.Study.Path))
    {
        this.task = task;
        PSJobTypeName = nameof(StudyJob);
    }

    /// <inheritdoc/>
    public override bool HasMoreData => Output.Count + Error.Count + Warning.Count > 0;

    /// <inheritdoc/>
    public override string Location => task.Folder;

    /// <inheritdoc/>
    public override string StatusMessage => string.Create(CultureInfo.InvariantCulture, $"{last.Known + last.Drawn} of {last.Pictures}");

    /// <summary>Ends after the U-Net call in hand: what was drawn is kept.</summary>
    public override void StopJob()
    {
        stopping.Cancel();
        running.Wait();
    }

    /// <summary>Begins, on a thread of its own.</summary>
    internal void Begin()
    {
        SetJobState(JobState.Running);
        running = Task.Run(() => SetJobState(Draw()));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !isDisposed)
        {
            isDisposed = true;
            StopJob();
            stopping.Dispose();
        }

        base.Dispose(disposing);
    }

    void IStudyReport.Show(StudyProgress study)
    {
        last = study;
        Progress.Add(DrawingProgress.SweepOf(task.Activity, study));
    }

    void IStudyReport.Show(GenerationProgress picture)
    {
    }

    void IStudyReport.Warn(IReadOnlyList<string> warnings) => warnings.Where(warned.Add).ToList().ForEach(warning => Warning.Add(new WarningRecord(warning)));

    void IStudyReport.Take(StudyRow row) => Output.Add(new PSObject(new StudyImage(row, task.Folder)));

    private JobState Draw()
    {
        try
        {
            var options = task.Model.Options;
            task.Run(dtype => DiffusionPipeline.Load(task.Model.Path, options with { Dtype = dtype }, stopping.Token), this, stopping.Token);
            return JobState.Completed;
        }
        catch (OperationCanceledException)
        {
            return JobState.Stopped;
        }
        catch (Exception e)
        {
            Error.Add(ErrorRecords.Of(e, task.Folder)); // whatever it is: a background thread has nobody else to tell
            return JobState.Failed;
        }
    }
}

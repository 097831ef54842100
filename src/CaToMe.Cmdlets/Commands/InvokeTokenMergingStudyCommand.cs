using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Completion;
using CaToMe.Errors;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Running;
using CaToMe.Studies;

namespace CaToMe.Commands;

/// <summary>Draws a study's pictures into its results folder. What is there is not drawn again.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "TokenMergingStudy", SupportsShouldProcess = true)]
[OutputType(typeof(StudyImage), typeof(StudyJob))]
public sealed class InvokeTokenMergingStudyCommand : EngineCommand
{
    /// <summary>The study's file, YAML or JSON, its name taken as it is.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The results folder. Default: the file's name with -results, in the current location.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? OutputPath { get; set; }

    /// <summary>A part of the study, such as 3/16, for one of several processes or machines. Default: all of it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Shard { get; set; }

    /// <summary>A loaded model, its name, or a path, to draw with instead of the study's.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public ModelReference? Model { get; set; }

    /// <summary>Draw in the background, and return a job.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in Path)
        {
            try
            {
                if (Read(path) is { } study)
                {
                    Draw(study);
                }
            }
            catch (Exception e) when (e is CaToMeException or OperationCanceledException or ObjectDisposedException)
            {
                WriteError(e, path);
            }
        }
    }

    private StudyFile? Read(string path)
    {
        try
        {
            var study = StudyFile.Read(FileSystemPath.Resolve(this, path));
            study.Count(); // the file of prompts is there
            return study;
        }
        catch (CaToMeException e)
        {
            WriteError(ErrorRecords.OfStudy(e, path));
            return null;
        }
    }

    private void Draw(StudyFile study)
    {
        var shard = Shard is null ? StudyShard.Whole : StudyShard.Parse(Shard);
        var folder = FileSystemPath.Resolve(this, OutputPath ?? StudyFile.ResultsFor(study.Path));
        if (!ShouldProcess(folder, $"Draw what is missing of the {study.Count()} pictures of {System.IO.Path.GetFileName(study.Path)}"))
        {
            return;
        }

        var model = Model is null ? Loader.Resolve(study.Model is { } named ? new ModelReference(named) : null) : RequireModel(Model);
        var task = new StudyTask(study, folder, shard, model);
        if (AsJob)
        {
            var job = new StudyJob(task, MyInvocation.Line.Trim());
            JobRepository.Add(job);
            job.Begin();
            WriteObject(job);
            return;
        }

        Draw(task);
    }

    private void Draw(StudyTask task)
    {
        var progress = new DrawingProgress(this, task.Activity);
        var last = default(StudyProgress);
        try
        {
            EnginePump.Run(
                (post, token) => last = task.Run(dtype => Load(task.Model, dtype, post, token), new Report(this, task, progress, post), token), StopToken);
            WriteVerbose($"{task.Folder}: {last.Pictures} pictures, {last.Known} were there, {last.Drawn} were drawn.");
        }
        finally
        {
            progress.End();
        }
    }

    /// <summary>Loads the model in another type: on the pipeline's thread, which shows how far it is, while the study's waits.</summary>
    private DiffusionPipeline Load(DiffusionModel model, string dtype, Action<Action> post, CancellationToken token)
    {
        var loaded = new TaskCompletionSource<DiffusionPipeline>();
        post(() =>
        {
            try
            {
                loaded.SetResult(Loader.Read(model.Path, $"{model.Name} in {dtype}", model.Options with { Dtype = dtype }));
            }
            catch (Exception e)
            {
                loaded.SetException(e);
            }
        });
        loaded.Task.Wait(token);
        return loaded.Task.GetAwaiter().GetResult();
    }

    /// <summary>Tells of a study on the pipeline's thread.</summary>
    private sealed class Report(InvokeTokenMergingStudyCommand command, StudyTask task, DrawingProgress progress, Action<Action> post) : IStudyReport
    {
        public void Show(StudyProgress study) => post(() => progress.Begin(study));

        public void Show(GenerationProgress picture) => post(() => progress.Show(picture));

        public void Warn(IReadOnlyList<string> warnings) => post(() => command.WriteWarnings(warnings));

        public void Take(StudyRow row) => post(() => command.WriteObject(new StudyImage(row, task.Folder)));
    }
}

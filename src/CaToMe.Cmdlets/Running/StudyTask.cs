using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Studies;

namespace CaToMe.Running;

/// <summary>A study that is to be drawn, by a cmdlet or a job: with a model of the session, and in other types where settings ask for
/// them.</summary>
/// <param name="Study">The study.</param>
/// <param name="Folder">Its results folder.</param>
/// <param name="Shard">Which part of it.</param>
/// <param name="Model">The model.</param>
internal sealed record StudyTask(StudyFile Study, string Folder, StudyShard Shard, DiffusionModel Model)
{
    /// <summary>What is being done, as progress shows it.</summary>
    internal string Activity => $"Drawing {Path.GetFileName(Study.Path)}{(Shard.Count == 1 ? "" : $", part {Shard.Number} of {Shard.Count}")}";

    /// <summary>Draws what is missing.</summary>
    /// <param name="load">Loads the model in another type.</param>
    /// <param name="report">Told of everything, on this thread.</param>
    /// <param name="cancellationToken">Takes effect within a picture; those before it are kept.</param>
    /// <exception cref="CaToMeException">A setting is not accepted by the model, or a file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    internal StudyProgress Run(Func<string, DiffusionPipeline> load, IStudyReport report, CancellationToken cancellationToken) => StudyRunner.Run(
        Study, Folder,
        dtype => dtype is null or "auto" || dtype == Model.Dtype
            ? new ReportingModel(Model.Pipeline, report)
            : new ReportingModel(load(dtype), report) { IsOwned = true },
        Shard, new Reported<StudyProgress>(report.Show), cancellationToken, report.Take);

    /// <summary>A model that tells how far its pictures are.</summary>
    private sealed class ReportingModel(DiffusionPipeline pipeline, IStudyReport report) : IStudyModel
    {
        /// <summary>Whether it ends with this.</summary>
        internal bool IsOwned { get; init; }

        public ModelInfo Info => pipeline.Model;

        public GenerationResult Generate(GenerationRequest request, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken)
        {
            var result = pipeline.Generate(request, new Reported<GenerationProgress>(report.Show), cancellationToken);
            report.Warn(result.Warnings);
            return result;
        }

        public void Dispose()
        {
            if (IsOwned)
            {
                pipeline.Dispose();
            }
        }
    }

    private sealed class Reported<T>(Action<T> show) : IProgress<T>
    {
        public void Report(T value) => show(value);
    }
}

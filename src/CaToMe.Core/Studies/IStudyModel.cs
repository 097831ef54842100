using CaToMe.Models;
using CaToMe.Requests;

namespace CaToMe.Studies;

/// <summary>What draws a study's pictures.</summary>
internal interface IStudyModel : IDisposable
{
    /// <summary>The model.</summary>
    ModelInfo Info { get; }

    /// <summary>Draws.</summary>
    GenerationResult Generate(GenerationRequest request, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken);
}

/// <summary>A loaded model.</summary>
/// <param name="pipeline">The model; it ends with this.</param>
internal sealed class PipelineModel(DiffusionPipeline pipeline) : IStudyModel
{
    public ModelInfo Info => pipeline.Model;

    public GenerationResult Generate(GenerationRequest request, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken) =>
        pipeline.Generate(request, progress, cancellationToken);

    public void Dispose() => pipeline.Dispose();
}

namespace CaToMe;

/// <summary>A Stable Diffusion model, ready to draw.</summary>
public sealed class DiffusionPipeline : IDisposable
{
    internal DiffusionPipeline(ModelInfo model) => Model = model;

    /// <summary>The loaded model.</summary>
    public ModelInfo Model { get; }

    /// <summary>Loads a model.</summary>
    /// <param name="path">A diffusers folder or a single <c>.safetensors</c> file; null loads the embedded model.</param>
    /// <param name="options">Device, type, config folder; null takes the defaults.</param>
    /// <exception cref="ModelException">The model is missing, incomplete or corrupt.</exception>
    /// <exception cref="OptionException">An option is not accepted.</exception>
    public static DiffusionPipeline Load(string? path = null, PipelineOptions? options = null) => throw new NotSupportedException();

    /// <summary>Draws.</summary>
    /// <param name="request">What to draw and how.</param>
    /// <param name="progress">Told after each U-Net call, on the engine's thread.</param>
    /// <param name="cancellationToken">Takes effect before the next U-Net call.</param>
    /// <exception cref="OptionException">A setting is not accepted.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public GenerationResult Generate(GenerationRequest request, IProgress<GenerationProgress>? progress = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <inheritdoc cref="Generate"/>
    public Task<GenerationResult> GenerateAsync(GenerationRequest request, IProgress<GenerationProgress>? progress = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}

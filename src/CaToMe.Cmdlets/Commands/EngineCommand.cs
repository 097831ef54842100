using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;
using CaToMe.Models;
using CaToMe.Running;

namespace CaToMe.Commands;

/// <summary>What the cmdlets that draw have in common: a model, cancelling, progress.</summary>
public abstract class EngineCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private ModelLoader? loader;

    /// <summary>Ends with the pipeline; takes effect before the next layer of a network.</summary>
    internal CancellationToken StopToken => stopping.Token;

    /// <inheritdoc/>
    protected override void StopProcessing() => stopping.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        stopping.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The model meant; terminating when there is none.</summary>
    private protected DiffusionModel RequireModel(ModelReference? reference)
    {
        try
        {
            return FindModel(reference);
        }
        catch (CaToMeException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e, reference?.NameOrPath ?? (object?)reference));
            throw;
        }
    }

    /// <summary>The model meant.</summary>
    private protected DiffusionModel FindModel(ModelReference? reference) => (loader ??= new ModelLoader(this)).Resolve(reference);

    /// <summary>A request in which what was not given has its default.</summary>
    private protected static GenerationRequest RequestOf(string prompt, long? seed, int? steps, double? guidanceScale, string? sampler, ImageSize? size)
    {
        var defaults = new GenerationRequest { Prompt = prompt, GuidanceScale = guidanceScale, Scheduler = sampler, Width = size?.Width, Height = size?.Height };
        return defaults with { Seed = seed ?? defaults.Seed, Steps = steps ?? defaults.Steps };
    }

    /// <summary>Draws on the engine's thread, with progress on this one.</summary>
    /// <exception cref="OperationCanceledException">The pipeline was stopped.</exception>
    private protected GenerationResult Draw(DiffusionModel model, GenerationRequest request, DrawingProgress progress)
    {
        GenerationResult? result = null;
        WriteVerbose($"Drawing '{request.Prompt}' with seed {request.Seed}: {request.Steps} steps, merging {request.Merge}.");
        EnginePump.Run(
            (post, token) => result = model.Pipeline.Generate(request, new PostedProgress<GenerationProgress>(post, progress.Show), token),
            StopToken);
        return result!;
    }

    /// <summary>Writes a record's error, or nothing when the pipeline was stopped.</summary>
    private protected void WriteError(Exception error, object? target)
    {
        if (error is not OperationCanceledException)
        {
            WriteError(ErrorRecords.Of(error, target));
        }
    }
}

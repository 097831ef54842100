using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;
using CaToMe.Models;
using CaToMe.Previews;
using CaToMe.Requests;
using CaToMe.Running;
using CaToMe.Settings;

namespace CaToMe.Commands;

/// <summary>What the cmdlets that load a model or draw have in common: a model, cancelling, progress.</summary>
public abstract class EngineCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly HashSet<string> warned = new(StringComparer.Ordinal);
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

    /// <summary>Finds and loads models.</summary>
    private protected ModelLoader Loader => loader ??= new ModelLoader(this, StopToken);

    /// <summary>The model meant; terminating when there is none.</summary>
    /// <param name="reference">The argument.</param>
    /// <param name="dtype">The type in which it is loaded, where it is not there yet.</param>
    private protected DiffusionModel RequireModel(ModelReference? reference, string? dtype = null)
    {
        try
        {
            return Loader.Resolve(reference, dtype);
        }
        catch (CaToMeException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e, reference?.NameOrPath ?? (object?)reference));
            throw;
        }
    }

    /// <summary>The model meant for a record. What the command line names, or nothing does, is the same for all: without it none can be drawn.</summary>
    private protected DiffusionModel ModelOf(ModelReference? reference, RecordBinder binder, string? dtype = null) =>
        reference is null || binder.IsFixed("Model") ? RequireModel(reference, dtype) : Loader.Resolve(reference, dtype);

    /// <summary>A request with the settings that are parameters of the cmdlet.</summary>
    /// <exception cref="CaToMeException">A value is not accepted.</exception>
    private protected GenerationRequest RequestOf(string prompt)
    {
        var errors = new OptionErrors();
        var request = ParameterValues.Apply(this, new GenerationRequest { Prompt = prompt }, RequestSettings.All, errors);
        errors.Try(request.Validate);
        errors.ThrowIfAny();
        return request;
    }

    /// <summary>Draws on the engine's thread, with progress on this one.</summary>
    /// <exception cref="OperationCanceledException">The pipeline was stopped.</exception>
    private protected GenerationResult Draw(DiffusionModel model, GenerationRequest request, DrawingProgress progress) =>
        Draw(model, request, progress.Show, new PreviewOptions());

    /// <inheritdoc cref="Draw(DiffusionModel, GenerationRequest, DrawingProgress)"/>
    private protected GenerationResult Draw(DiffusionModel model, GenerationRequest request, Action<GenerationProgress> show, PreviewOptions previews)
    {
        GenerationResult? result = null;
        WriteVerbose($"Drawing '{request.Prompt}' with seed {request.Seed}: {request.Steps} steps, merging {request.Merge}.");
        EnginePump.Run(
            (post, token) => result = model.Pipeline.GenerateAsync(request, new PostedProgress<GenerationProgress>(post, show), previews, token)
                .GetAwaiter().GetResult(),
            StopToken);
        return result!;
    }

    /// <summary>Writes warnings, each once, however many pictures it is about.</summary>
    private protected void WriteWarnings(IEnumerable<string> warnings) => warnings.Where(warned.Add).ToList().ForEach(WriteWarning);

    /// <summary>Writes a record's error, or nothing when the pipeline was stopped.</summary>
    private protected void WriteError(Exception error, object? target)
    {
        if (error is not OperationCanceledException)
        {
            WriteError(ErrorRecords.Of(error, target));
        }
    }
}

using System.CommandLine;
using CaToMe.Models;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Options;

/// <summary>Which model, and on what it runs.</summary>
internal sealed class ModelOptionGroup : OptionGroup
{
    private readonly Option<string?> model =
        OptionTypes.Text("--model", "PATH|NAME", $"{NamedModel.Forms} Default: the embedded model, which draws simple icons.");

    /// <param name="namesModel">Whether it has an option for the model itself; a study's file names its own.</param>
    internal ModelOptionGroup(bool namesModel = true) : base("Model")
    {
        if (namesModel)
        {
            Add(model);
        }

        AddSettings(PipelineSettings.All);
    }

    /// <summary>How it is loaded.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="otherwise">How it is loaded where the command line does not say it; null: as models are by default.</param>
    internal PipelineOptions ReadOptions(ParseResult parsed, PipelineOptions? otherwise = null) => Read(parsed, otherwise ?? new PipelineOptions(), _ => { });

    /// <summary>Loads it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="otherwise">How it is loaded where the command line does not say it.</param>
    /// <param name="terminal">Says how far it is.</param>
    /// <param name="cancellationToken">Takes effect before the next tensor.</param>
    /// <param name="dtype">The floating-point type, whatever the command line says; null: what it says.</param>
    internal DiffusionPipeline Load(
        ParseResult parsed, PipelineOptions otherwise, Terminal terminal, CancellationToken cancellationToken, string? dtype = null)
    {
        var read = Read(parsed, otherwise, _ => { });
        var options = dtype is null ? read : read with { Dtype = dtype };
        var path = parsed.GetValue(model);
        if (path is "")
        {
            throw new OptionException(model.Name, path, "give a folder, a .safetensors file or owner/name, or leave it out for the embedded model.");
        }

        path = path is null ? null : NamedModel.PathOf(path, terminal, cancellationToken);
        var pipeline = terminal.Wait($"Loading {path ?? "the embedded model"}", show =>
            DiffusionPipeline.LoadAsync(path, options, new LoadingShare(show), cancellationToken).GetAwaiter().GetResult());
        terminal.Say($"{pipeline.Model.Name}: {pipeline.Model.Family}, {pipeline.Model.Device}, {pipeline.Model.Dtype}");
        return pipeline;
    }

    /// <summary>Whether the command line names a type.</summary>
    internal bool SaysDtype(ParseResult parsed) => Read(parsed, new PipelineOptions(), _ => { }).Dtype != new PipelineOptions().Dtype;

    private sealed class LoadingShare(Action<double> show) : IProgress<LoadingProgress>
    {
        public void Report(LoadingProgress value) => show(value.Share);
    }
}

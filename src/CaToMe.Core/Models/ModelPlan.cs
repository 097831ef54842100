using System.Text.Json;
using CaToMe.Sampling;
using CaToMe.Weights;

namespace CaToMe.Models;

/// <summary>
/// What there is to know of a model before a tensor of it is read, and so before libtorch is there: its files, their configs and
/// tokenizers checked against each other, and its hash on the way.
/// </summary>
internal sealed class ModelPlan : IDisposable
{
    private readonly Task<string> hash;

    /// <summary>Of files that are open, which it closes when it is disposed of.</summary>
    /// <exception cref="ModelException">As for <see cref="Read"/>.</exception>
    internal ModelPlan(ModelFiles files, PipelineOptions options)
    {
        var scheduler = ModelScheduler.Of(files.Configs.Of("scheduler"), files.Family, options);
        Vae = options.Vae is { Length: > 0 } path ? SeparateVae.Open(path, () => files.Configs.Of("vae")) : null;
        (Files, Options, Scheduler, Design) = (files, options, scheduler, ModelDesign.Read(files, Vae?.Config));
        (Sampler, var warnings) = DefaultSampler(scheduler.Config);
        ZeroEmptyNegative = files.Configs.Of("model_index").Flag("force_zeros_for_empty_prompt", otherwise: Design.UNet.TextTime is not null);
        Warnings = [.. scheduler.Warnings, .. warnings, .. files.Borrowed];
        hash = Task.Run(files.Hash);
    }

    internal ModelFiles Files { get; }

    /// <summary>The autoencoder in the place of the model's own; null where it has its own.</summary>
    internal SeparateVae? Vae { get; }

    /// <summary>The model's folder or file, as it was given.</summary>
    internal string Path => Files.Path;

    /// <summary>Where and in which type the model is to be loaded, and what the user knows better than its files.</summary>
    internal PipelineOptions Options { get; }

    internal ModelDesign Design { get; }

    internal ModelScheduler Scheduler { get; }

    /// <summary>The sampler of pictures that name none.</summary>
    internal string Sampler { get; }

    /// <inheritdoc cref="LoadedModel.ZeroEmptyNegative"/>
    internal bool ZeroEmptyNegative { get; }

    /// <summary>What the files say and does not count.</summary>
    internal IReadOnlyList<string> Warnings { get; }

    /// <summary>The model's hash, waited for.</summary>
    /// <exception cref="ModelException">A file cannot be read.</exception>
    internal string Hash => hash.GetAwaiter().GetResult();

    /// <summary>Reads what there is to know.</summary>
    /// <exception cref="ModelException">The model is missing, incomplete, or of a kind that is not supported.</exception>
    /// <exception cref="OptionException">An option is not accepted.</exception>
    internal static ModelPlan Read(string path, PipelineOptions options)
    {
        var files = ModelFiles.Open(path, options.ConfigFolder);
        try
        {
            return new ModelPlan(files, options);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>The weights of a component; they live as long as this.</summary>
    internal ITensorSource Weights(string component) => component == "vae" && Vae is not null ? Vae.Tensors : Files.Weights(component);

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        Vae?.Dispose();
        Files.Dispose();
    }

    /// <summary>The sampler that the model's file asks for; where it is none of ours, a common one, and a warning.</summary>
    private static (string Name, IReadOnlyList<string> Warnings) DefaultSampler(JsonElement config)
    {
        const string Substitute = "dpm++2m";
        try
        {
            return (SamplerCatalog.NameOf(config), []);
        }
        catch (ModelException e)
        {
            return (Substitute, [$"{e.Message} Pictures are drawn with {Substitute} unless a request names another sampler."]);
        }
    }
}

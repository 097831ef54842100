using System.Text.Json;
using CaToMe.Merging;
using CaToMe.Runtime;
using CaToMe.Sampling;
using CaToMe.Text;
using CaToMe.UNet;
using CaToMe.Vae;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe;

/// <summary>A model's networks, on their device.</summary>
internal sealed class LoadedModel : IDisposable
{
    private LoadedModel(ComputeDevice device, PromptEncoder text, UNet2DConditionModel unet, AutoencoderKL vae, JsonElement scheduler, ModelInfo info)
    {
        (Device, Text, UNet, Vae, Scheduler, Info) = (device, text, unet, vae, scheduler, info);
    }

    internal ComputeDevice Device { get; }

    internal PromptEncoder Text { get; }

    internal UNet2DConditionModel UNet { get; }

    internal AutoencoderKL Vae { get; }

    /// <summary>The model's scheduler_config.json, put right.</summary>
    internal JsonElement Scheduler { get; }

    /// <summary>Whether an empty negative prompt means zeros instead of the embeddings of no words (SDXL's model_index.json).</summary>
    internal required bool ZeroEmptyNegative { get; init; }

    internal ModelInfo Info { get; }

    /// <summary>What a user should know of the model: what its files say and does not count, what stands in for what.</summary>
    internal required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Reads a model, one component after the other; on an error nothing stays behind.</summary>
    internal static LoadedModel Load(string path, PipelineOptions options, CancellationToken cancellationToken)
    {
        using var files = ModelFiles.Open(path, options.ConfigFolder);
        var file = ModelScheduler.Of(files.Configs.Of("scheduler"), files.Family, options);
        var isEmbedded = files.Path == EmbeddedModel.Path;
        var hash = Task.Run(files.Hash);
        var device = ComputeDevice.Choose(options);
        using var loaded = new DisposeOnError();
        var text = new PromptEncoder([.. new[] { "", "_2" }.Where(s => files.Has("text_encoder" + s)).Select(TextStage)]);
        var unet = Read("unet", device.Type, reader => new UNet2DConditionModel(reader, UNetConfig.From(files.Configs.Of("unet"))));
        var vaeConfig = AutoencoderConfig.From(files.Configs.Of("vae"));
        // SDXL's autoencoder overflows in float16, and the others lose nothing in float32: it runs once per picture.
        var vaeType = device.Type == ScalarType.Float16 && vaeConfig.ForceUpcast ? ScalarType.Float32 : device.Type;
        var vae = Read("vae", vaeType, reader => new AutoencoderKL(reader, vaeConfig));
        loaded.Keep();
        var (sampler, warnings) = DefaultSampler(file.Config);
        return new LoadedModel(device, text, unet, vae, file.Config, Describe())
        {
            ZeroEmptyNegative = files.Configs.Of("model_index").Flag("force_zeros_for_empty_prompt", otherwise: unet.Config.TextTime is not null),
            Warnings = [.. file.Warnings, .. warnings],
        };

        // Builds a network and with it reads its weights; then no tensor may be left over, but in files of a published geometry.
        T Read<T>(string component, ScalarType type, Func<WeightReader, T> build)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var reader = loaded.Add(new WeightReader(files.Weights(component), device.Device, type));
            var network = build(reader);
            LeftOver(reader, files);
            return network;
        }

        PromptStage TextStage(string suffix)
        {
            var config = ClipTextConfig.From(files.Configs.Of("text_encoder" + suffix));
            var encoder = Read("text_encoder" + suffix, device.Type, reader => new ClipTextModel(reader, config));
            return new PromptStage(
                files.TokenizerFolder("tokenizer" + suffix) is { } folder ? ClipTokenizer.Load(folder) : ClipTokenizer.OpenAI(files.PadToken("tokenizer" + suffix)),
                encoder);
        }

        ModelInfo Describe() => new()
        {
            Name = files.Name,
            Path = files.Path,
            Hash = hash.Result,
            Family = files.Family.DisplayName(),
            Device = device.Device.ToString(),
            Dtype = device.TypeName,
            DefaultWidth = unet.Config.SampleSize * vaeConfig.Factor,
            DefaultHeight = unet.Config.SampleSize * vaeConfig.Factor,
            DefaultGuidanceScale = isEmbedded ? EmbeddedModel.GuidanceScale : unet.Config.TextTime is null ? 7.5 : 5,
            RecommendedMerge = isEmbedded ? EmbeddedModel.RecommendedMerge : new MergeOptions { Method = MergeMethod.CaToMe },
            DefaultSampler = sampler,
            Prediction = file.Prediction,
            TimestepSpacing = file.TimestepSpacing,
            AutoencoderFactor = vaeConfig.Factor,
            MaxSkippedTextLayers = text.MaxSkippedLayers,
        };
    }

    public void Dispose()
    {
        Text.Dispose();
        UNet.Dispose();
        Vae.Dispose();
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

    /// <summary>
    /// The tensors of a component that its network has no place for. A file of a published geometry may carry what it likes
    /// beside the model.
    /// </summary>
    /// <exception cref="ModelException">There are some, and the configuration may be that of another model.</exception>
    internal static IReadOnlyList<string> LeftOver(WeightReader reader, ModelFiles files)
    {
        if (!files.Configs.ArePublished)
        {
            reader.EnsureAllRead(MayStayUnread);
        }

        return reader.Unread(MayStayUnread);
    }

    /// <summary>Buffers and heads that checkpoints carry and no network here uses.</summary>
    private static bool MayStayUnread(string name) =>
        name.EndsWith("position_ids", StringComparison.Ordinal) || name is "logit_scale" or "text_projection.weight" || name.StartsWith("vision_model.", StringComparison.Ordinal);

    private sealed class DisposeOnError : IDisposable
    {
        private readonly Stack<IDisposable> parts = new();

        internal T Add<T>(T part)
            where T : IDisposable
        {
            parts.Push(part);
            return part;
        }

        internal void Keep() => parts.Clear();

        public void Dispose()
        {
            while (parts.TryPop(out var part))
            {
                part.Dispose();
            }
        }
    }
}

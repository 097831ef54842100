using System.Text.Json;
using CaToMe.Adapters;
using CaToMe.ControlNets;
using CaToMe.Kernels;
using CaToMe.Merging;
using CaToMe.Runtime;
using CaToMe.Conditioning;
using CaToMe.UNet;
using CaToMe.Vae;
using CaToMe.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace CaToMe.Models;

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

    /// <summary>The weights of the text encoders and the U-Net, to which adapters are added.</summary>
    internal required AdaptedWeights Adapted { get; init; }

    /// <summary>The ControlNets that pictures asked for.</summary>
    internal required LoadedControlNets Controls { get; init; }

    /// <summary>The files of textual inversion embeddings by their words.</summary>
    internal required IReadOnlyDictionary<string, string> Embeddings { get; init; }

    /// <summary>The files of wildcards.</summary>
    internal required NamedFiles Wildcards { get; init; }

    /// <summary>The adapters that can be named.</summary>
    internal required NamedFiles Loras { get; init; }

    /// <summary>What it can draw, where it is a small model that has a list of it; empty for others.</summary>
    internal required IReadOnlyList<string> Concepts { get; init; }

    /// <summary>What a user should know of the model: what its files say and does not count, what stands in for what.</summary>
    internal required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Reads a model, one component after the other; on an error nothing stays behind.</summary>
    internal static LoadedModel Load(ModelPlan plan, Loading loading)
    {
        var (files, design, options) = (plan.Files, plan.Design, plan.Options);
        var device = ComputeDevice.Choose(options.Device, options.Dtype);
        if (PipelineSettings.Threads.Check(options) is { } mistake)
        {
            throw mistake;
        }

        if (options.Threads is { } threads)
        {
            set_num_threads(threads);
        }

        loading.ThrowIfCancelled();
        loading.Expect([.. design.Texts.Select(t => t.Component).Append("unet").Append("vae").Select(plan.Weights)]);
        using var loaded = new DisposeOnError();
        using var room = device.Device.type == DeviceType.CPU ? HeapReserve.Make(loading.Numbers * device.Type.ElementSize()) : null;
        using var staging = Routes.PacksWeights(device.Device, device.Type) ? new Staging() : null;
        var readers = new Dictionary<string, WeightReader>(StringComparer.Ordinal);
        var embeddings = EmbeddingFiles.Find(options.Embeddings);
        var text = new PromptEncoder([.. design.Texts.Select(t => new PromptStage(
            t.Tokenizer, Read(t.Component, device.Type, reader => new ClipTextModel(reader, t.Config)))
        {
            Inversions = embeddings.Count == 0 ? null : loaded.Add(Learned(t)),
        })])
        {
            IsRefiner = design.IsRefiner,
        };
        var unet = Read("unet", device.Type, reader => new UNet2DConditionModel(reader, design.UNet));
        // SDXL's autoencoder overflows in float16, and the others lose nothing in float32: it runs once per picture.
        var vaeType = device.Type == ScalarType.Float16 && design.Vae.ForceUpcast ? ScalarType.Float32 : device.Type;
        var vae = Read("vae", vaeType, reader => new AutoencoderKL(reader, design.Vae));
        IReadOnlyList<Renaming> names = [.. LdmNames.UNet(files.Configs.Of("unet"))];
        var model = new LoadedModel(device, text, unet, vae, plan.Scheduler.Config, Describe())
        {
            ZeroEmptyNegative = plan.ZeroEmptyNegative,
            Concepts = Models.Concepts.Of(files.Path),
            Warnings = plan.Warnings,
            Adapted = new AdaptedWeights(readers.Where(r => r.Key != "vae").ToDictionary(StringComparer.Ordinal), names),
            Controls = new LoadedControlNets(design.UNet, names, device.Device, device.Type),
            Embeddings = embeddings,
            Wildcards = new NamedFiles(options.WildcardFolder, "wildcard", nameof(options.WildcardFolder), ".txt"),
            Loras = NamedFiles.Loras(options.LoraFolder),
        };
        loaded.Keep();
        loading.Complete();
        return model;

        // Builds a network and with it reads its weights; then no tensor may be left over, but in files of a published geometry.
        T Read<T>(string component, ScalarType type, Func<WeightReader, T> build)
        {
            var reader = loaded.Add(new WeightReader(plan.Weights(component), device.Device, type, loading.Of(component), staging));
            var network = build(reader);
            readers[component] = reader;
            LeftOver(reader, files);
            return network;
        }

        TextualInversions Learned(TextDesign design)
        {
            using var scope = NewDisposeScope();
            var encoder = design.Component == "text_encoder_2" ? 1 : 0;
            var vectors = embeddings.Select(e => (e.Key, EmbeddingFiles.Load(e.Value, encoder, design.Config.HiddenSize).to(device.Type, device.Device)));
            return new TextualInversions([.. vectors], design.Config.VocabularySize);
        }

        ModelInfo Describe()
        {
            var recommendation = Recommendations.Shipped.Of(plan.Hash);
            return new ModelInfo
            {
                Name = files.Name,
                Path = files.Path,
                Hash = plan.Hash,
                Family = files.Family.DisplayName(),
                Device = device.Device.ToString(),
                Dtype = device.TypeName,
                Threads = get_num_threads(),
                DefaultWidth = design.UNet.SampleSize * design.Vae.Factor,
                DefaultHeight = design.UNet.SampleSize * design.Vae.Factor,
                DefaultGuidanceScale = recommendation?.GuidanceScale ?? (plan.Scheduler.IsDistilled ? 1 : design.UNet.TextTime is null ? 7.5 : 5),
                RecommendedMerge = recommendation?.Merge ?? new MergeOptions { Method = MergeMethod.CaToMe },
                DefaultSampler = plan.Sampler,
                Prediction = plan.Scheduler.Prediction,
                TimestepSpacing = plan.Scheduler.TimestepSpacing,
                Vae = plan.Vae?.Name,
                VaeHash = plan.Vae?.Hash,
                AutoencoderFactor = design.Vae.Factor,
                IsDistilled = plan.Scheduler.IsDistilled || design.UNet.GuidanceWidth is not null,
                EmbedsGuidance = design.UNet.GuidanceWidth is not null,
                TakesMask = design.UNet.TakesMask,
                IsRefiner = design.IsRefiner,
                MaxShallowLayers = design.UNet.Channels.Count * (design.UNet.LayersPerBlock + 1),
                MaxSkippedTextLayers = text.MaxSkippedLayers,
            };
        }
    }

    public void Dispose()
    {
        Controls.Dispose();
        Text.Dispose();
        UNet.Dispose();
        Vae.Dispose();
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
        name.EndsWith("position_ids", StringComparison.Ordinal) || name is "logit_scale" or "text_projection.weight"
        || name.StartsWith("vision_model.", StringComparison.Ordinal);

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

using System.Text.Json;
using CaToMe.Models;
using CaToMe.Sampling;
using CaToMe.Weights;

namespace CaToMe.Inspection;

/// <summary>Makes a <see cref="ModelReport"/>: what cannot be read becomes one of its problems.</summary>
internal sealed class ModelInspector
{
    private static readonly string[] Components = ["unet", "vae", "text_encoder", "text_encoder_2"];

    private readonly List<string> problems = [];
    private bool isBroken;

    internal ModelReport Inspect(string path, string? configFolder)
    {
        using var model = Path.Exists(path) ? Try(() => ModelFiles.Open(path, configFolder)) : ModelFiles.Open(path, configFolder);
        if (model is null)
        {
            return new ModelReport { Name = ModelFiles.NameOf(path), Path = path, IsSingleFile = File.Exists(path), Problems = problems, IsBroken = true };
        }

        var index = Try(() => model.Configs.Of("model_index"));
        var unet = Try(() => model.Configs.Of("unet"));
        var scheduler = Try(() => model.Configs.Of("scheduler"));
        var family = unet is null ? null : Try(() => ModelFamilies.Of(unet).DisplayName());
        if (scheduler is not null && family is not null)
        {
            var inForce = ModelScheduler.Of(scheduler, model.Family, new PipelineOptions());
            scheduler = scheduler with { Root = inForce.Config };
            problems.AddRange(inForce.Warnings);
        }

        var components = Components
            .Where(c => model.Has(c) || IsExpected(c, index, family))
            .Select(c => Try(() => Report(model, c, index)))
            .OfType<ComponentReport>()
            .ToList();
        AddRemarks(model);
        Try(() => ModelDesign.Read(model));
        CheckShapes(model, components);
        if (scheduler is not null)
        {
            AddSchedulerRemark(scheduler);
        }

        return new ModelReport
        {
            Name = model.Name,
            Path = path,
            IsSingleFile = model is LdmCheckpoint,
            Family = family,
            Components = components,
            Geometry = unet is null ? null : Try(() => Geometry(unet, model.Configs.Of("vae"))),
            Scheduler = scheduler is null ? null : Try(() => scheduler.Text("_class_name")),
            PredictionType = scheduler is null ? null : Try(() => scheduler.Text("prediction_type") ?? "epsilon"),
            Concepts = Concepts.Of(path),
            Layout = unet is null ? null : Try(() => UNetLayout.Of(unet)),
            Problems = [.. problems.Distinct()],
            IsBroken = isBroken,
        };
    }

    private static UNetGeometry Geometry(ModelConfig unet, ModelConfig vae)
    {
        var channels = unet.Ints("block_out_channels");
        var sample = unet.Ints("sample_size", 2, fallback: 64); // height, width
        return new UNetGeometry
        {
            InputChannels = unet.Int("in_channels", 4),
            Channels = channels,
            Heads = [.. UNetLayout.Of(unet).Down.Select(level => level.Heads)],
            CrossAttentionWidth = unet.Ints("cross_attention_dim", channels.Count, fallback: 1280)[0],
            LatentWidth = sample[1],
            LatentHeight = sample[0],
            AutoencoderFactor = 1 << (vae.Ints("block_out_channels").Count - 1),
        };
    }

    private static ComponentReport Report(ModelFiles model, string component, ModelConfig? index)
    {
        var stored = model.Stored(component);
        var tensors = stored.Names.Select(n => stored.EntryOf(n)!).ToList();
        var floats = tensors.Where(t => t.IsFloatingPoint).ToList();
        var folder = model is LdmCheckpoint ? Path.GetDirectoryName(Path.GetFullPath(model.Path))! : model.Path;
        return new ComponentReport
        {
            Name = component,
            Class = ClassIn(index, component) ?? ClassIn(model.Configs.Of(component)),
            Parameters = floats.Sum(t => t.Shape.Aggregate(1L, (product, size) => product * size)),
            Bytes = tensors.Sum(t => t.Length),
            Dtypes =
            [
                .. floats.GroupBy(t => t.Type?.ToString() ?? t.StoredType).OrderByDescending(g => g.Sum(t => t.Length)).Select(g => g.Key.ToLowerInvariant()),
            ],
            Files = [.. stored.Files.Select(f => Path.GetRelativePath(folder, f))],
        };
    }

    /// <summary>Whether a model without this component is incomplete: its index names it, or, without an index, its family has it.</summary>
    private static bool IsExpected(string component, ModelConfig? index, string? family) =>
        index is not null && Components.Any(c => ClassIn(index, c) is not null) ? ClassIn(index, component) is not null
        : component != "text_encoder_2" || family == ModelFamily.StableDiffusionXL.DisplayName();

    /// <summary>The class in an index's <c>[library, class]</c>, or null.</summary>
    private static string? ClassIn(ModelConfig? index, string component) =>
        index is not null && index.Root.TryGetProperty(component, out var entry) && entry.ValueKind == JsonValueKind.Array && entry.GetArrayLength() == 2 &&
        entry[1].ValueKind == JsonValueKind.String ? entry[1].GetString() : null;

    /// <summary>The class in a config of diffusers, or of transformers.</summary>
    private static string ClassIn(ModelConfig config) =>
        config.Text("_class_name") ?? (config.Has("architectures") ? config.Texts("architectures", 1)[0] : "unknown");

    private void AddRemarks(ModelFiles model)
    {
        foreach (var component in Components.Where(model.Has))
        {
            if (model is DiffusersFolder folder && Try(() => folder.Find(component)) is { Variant.Length: > 0 } files)
            {
                problems.Add($"{component} is there in the variant {files.Variant} alone: it is used.");
            }

            if (model is DiffusersFolder && TextDesign.TokenizerOf(component) is { } tokenizer && model.TokenizerFolder(tokenizer) is null)
            {
                problems.Add($"There is no folder {tokenizer}: OpenAI's vocabulary is used.");
            }
        }
    }

    private void CheckShapes(ModelFiles model, IReadOnlyList<ComponentReport> components)
    {
        try
        {
            foreach (var component in components)
            {
                if (Try(() => ShapeCheck.Run(model, component.Name)) is [var first, ..] others)
                {
                    problems.Add($"{others.Count} tensor(s) of {component.Name} have no place in its configuration and are not used, the first is {first}.");
                }
            }
        }
        catch (NativeRuntimeException e)
        {
            problems.Add($"Whether the weights fit the configuration was not checked. {e.Message}");
        }
    }

    /// <summary>A scheduler that is none of ours does not keep the model from loading: another stands in for it.</summary>
    private void AddSchedulerRemark(ModelConfig scheduler)
    {
        try
        {
            SamplerCatalog.NameOf(scheduler.Root);
        }
        catch (ModelException e)
        {
            problems.Add(e.Message);
        }
    }

    private T? Try<T>(Func<T> read) where T : class?
    {
        try
        {
            return read();
        }
        catch (ModelException e)
        {
            problems.Add(e.Message);
            isBroken = true;
            return null;
        }
    }
}

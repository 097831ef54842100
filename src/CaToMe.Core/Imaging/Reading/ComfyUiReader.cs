namespace CaToMe.Imaging.Reading;

/// <summary>ComfyUI: in <c>prompt</c> the graph that was run, beside it in <c>workflow</c> the one of the editor.</summary>
internal sealed class ComfyUiReader : ISettingsReader
{
    private const string Keyword = "prompt", EditorKeyword = "workflow";

    private static readonly SettingNames names = new(ComfyGraph.Writer)
    {
        Seed = ["seed", "noise_seed"],
        Guidance = ["cfg"],
        Sampler = ["sampler_name"],
        Spacing = ["scheduler"],
        Others = new Dictionary<string, string[]> { ["Clip skip"] = ["stop_at_clip_layer"] },
        Model = ["ckpt_name"],
    };

    public ImageMetadata? Read(PictureTexts texts)
    {
        var text = texts[Keyword];
        var root = text is null ? null : JsonTexts.FindObject(text);
        if (root is { } found && new ComfyGraph(found, texts) is var graph && graph.Nodes.Any())
        {
            return Read(graph);
        }

        if (texts[EditorKeyword] is not { } editor || !editor.AsSpan().TrimStart().StartsWith('{'))
        {
            return null;
        }

        throw texts.Unreadable(
            ComfyGraph.Writer,
            text is null ? $"the picture has the editor's graph ({EditorKeyword}) and not the one that was run ({Keyword})"
                : $"{Keyword} is no graph, or one that is cut off");
    }

    private static ImageMetadata Read(ComfyGraph graph)
    {
        var found = new ComfyValues(graph);
        var sampler = ComfySampler.FindFirst(graph);
        var prompt = new ComfyPrompt(graph, found);
        var (positive, negative) = ReadPrompts(sampler, prompt, graph);
        var values = new SettingValues(Inputs(sampler, found));
        AddSize(values, sampler, found);
        AddModel(values, sampler, graph, found);
        AddLastLayer(values, prompt.Encoder, graph, found);
        foreach (var (role, nodes) in prompt.Passed)
        {
            values[$"{role} through"] = nodes;
        }

        foreach (var later in sampler.Later())
        {
            values[later.ToString()] = string.Join(", ", later.Values.Select(v => $"{v.Key}: {WebUiPairs.Quote(v.Value)}"));
        }

        return values.ToMetadata(names, positive, negative);
    }

    private static (string Positive, string Negative) ReadPrompts(ComfySampler sampler, ComfyPrompt prompt, ComfyGraph graph)
    {
        var holder = sampler.Guider ?? sampler.Node;
        var input = Array.Find([ComfyPrompt.Positive, "conditioning", "cond1"], holder.Has)
            ?? throw graph.Stopped(holder, "its prompt is not known among its inputs");
        return (prompt.Read(holder, input, ComfyPrompt.Positive), prompt.Read(holder, ComfyPrompt.Negative, ComfyPrompt.Negative));
    }

    /// <summary>The values of the sampler's nodes; of one that is computed, the node that computes it.</summary>
    private static Dictionary<string, string> Inputs(ComfySampler sampler, ComfyValues found)
    {
        var settings = new[] { names.Seed, names.Steps, names.Guidance, names.Sampler, names.Spacing, ["denoise"] }.SelectMany(n => n).ToHashSet();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in sampler.Parts)
        {
            foreach (var (name, value) in part.Values)
            {
                values.TryAdd(name, value);
            }

            foreach (var (name, link) in part.Links.Where(l => settings.Contains(l.Key)))
            {
                values.TryAdd(name, found.Find(part, name) ?? $"computed by node {link.Node}");
            }
        }

        if (sampler.Sampler is { } chosen)
        {
            values.TryAdd("sampler_name", chosen.ClassType);
        }

        if (sampler.Sigmas is { } sigmas)
        {
            values.TryAdd("scheduler", sigmas.ClassType);
        }

        // A guider without a negative prompt uses no guidance.
        if (sampler.Guider is { ClassType: "BasicGuider" })
        {
            values.TryAdd("cfg", "1");
        }

        return values;
    }

    /// <summary>The size of what the sampler begins with.</summary>
    private static void AddSize(SettingValues values, ComfySampler sampler, ComfyValues found)
    {
        (string Width, string Height)[] pairs = [("width", "height"), ("empty_latent_width", "empty_latent_height")];
        foreach (var node in sampler.Beginning())
        {
            if (Array.Find(pairs, p => node.Has(p.Width) && node.Has(p.Height)) is { Width: not null } sides)
            {
                (values["width"], values["height"]) = (found.Find(node, sides.Width), found.Find(node, sides.Height));
                values["batch_size"] = found.Find(node, "batch_size") is { } size and not "1" ? size : null;
                return;
            }

            if (node.ClassType.StartsWith("LoadImage", StringComparison.Ordinal) && node.Values.TryGetValue("image", out var file))
            {
                values["begun from"] = file;
            }
        }
    }

    /// <summary>The checkpoint, and on the way to it the LoRA files.</summary>
    private static void AddModel(SettingValues values, ComfySampler sampler, ComfyGraph graph, ComfyValues found)
    {
        var adapters = new List<string>();
        var node = sampler.Parts.Select(p => graph.From(p, "model")).FirstOrDefault(m => m is not null);
        while (node is not null)
        {
            if ((found.Find(node, "ckpt_name") ?? found.Find(node, "unet_name")) is { } file)
            {
                values["ckpt_name"] = file;
                break;
            }

            if (found.Find(node, "lora_name") is { } adapter)
            {
                adapters.Add(found.Find(node, "strength_model") is { } strength ? $"{adapter}: {strength}" : adapter);
            }

            node = graph.From(node, "model") ?? (node.Links.Count == 1 ? graph.From(node, node.Links.Keys.Single()) : null);
        }

        values["LoRA"] = adapters.Count == 0 ? null : string.Join(", ", adapters);
    }

    /// <summary>Between the text encoder and the checkpoint.</summary>
    private static void AddLastLayer(SettingValues values, ComfyNode? encoder, ComfyGraph graph, ComfyValues found)
    {
        for (var node = encoder is null ? null : graph.From(encoder, "clip"); node is not null; node = graph.From(node, "clip"))
        {
            if (found.Find(node, "stop_at_clip_layer") is { } layer)
            {
                values["stop_at_clip_layer"] = layer;
                return;
            }
        }
    }
}

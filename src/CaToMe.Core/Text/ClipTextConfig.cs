using System.Text.Json;

namespace CaToMe.Text;

/// <summary>The activation between the two linear layers of a text encoder's block.</summary>
internal enum ClipActivation
{
    /// <summary>x sigmoid(1.702 x): OpenAI's CLIP.</summary>
    QuickGelu,

    /// <summary>x times the normal distribution's cumulative function: OpenCLIP.</summary>
    Gelu,
}

/// <summary>A CLIP text encoder's <c>config.json</c>, in transformers' names.</summary>
internal sealed record ClipTextConfig
{
    /// <summary>Channels of a token, C.</summary>
    internal required int HiddenSize { get; init; }

    /// <summary>Channels between the two linear layers of a block.</summary>
    internal required int IntermediateSize { get; init; }

    /// <summary>Number of blocks.</summary>
    internal required int Layers { get; init; }

    /// <summary>Attention heads, H; C is a multiple of it.</summary>
    internal required int Heads { get; init; }

    /// <summary>Rows of the token embedding.</summary>
    internal required int VocabularySize { get; init; }

    /// <summary>The longest input, in tokens.</summary>
    internal int Positions { get; init; } = ClipTokenizer.Length;

    /// <summary>The activation.</summary>
    internal ClipActivation Activation { get; init; } = ClipActivation.QuickGelu;

    /// <summary>Added to variances by the layer norms.</summary>
    internal double NormEpsilon { get; init; } = 1e-5;

    /// <summary>The token whose first position is pooled; 2 in older configs, where the largest id of the input is meant.</summary>
    internal int EndId { get; init; } = 49407;

    /// <summary>Channels of the projected embedding of a CLIPTextModelWithProjection; null for a plain CLIPTextModel.</summary>
    internal int? ProjectionSize { get; init; }

    /// <summary>Reads a config.</summary>
    /// <param name="json">The content of <c>config.json</c>.</param>
    /// <param name="path">Where it came from: for error messages.</param>
    /// <exception cref="ModelException">An entry is missing or not accepted.</exception>
    internal static ClipTextConfig Parse(JsonElement json, string path)
    {
        try
        {
            return new ClipTextConfig
            {
                HiddenSize = Size("hidden_size"),
                IntermediateSize = Size("intermediate_size"),
                Layers = Size("num_hidden_layers"),
                Heads = Size("num_attention_heads"),
                VocabularySize = Size("vocab_size"),
                Positions = Size("max_position_embeddings", ClipTokenizer.Length),
                Activation = ReadActivation(json),
                NormEpsilon = json.TryGetProperty("layer_norm_eps", out var epsilon) ? epsilon.GetDouble() : 1e-5,
                EndId = json.TryGetProperty("eos_token_id", out var end) ? end.GetInt32() : 49407,
                ProjectionSize = HasProjection(json) ? Size("projection_dim", 512) : null,
            }.Checked();
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new ModelException($"{path} is no config of a CLIP text encoder ({e.Message.TrimEnd('.')}).", e);
        }

        int Size(string name, int? otherwise = null)
        {
            var size = json.TryGetProperty(name, out var value) ? value.GetInt32() : otherwise ?? throw new FormatException($"{name} is missing");
            return size > 0 ? size : throw new FormatException($"{name} is {size}");
        }
    }

    private static ClipActivation ReadActivation(JsonElement json) =>
        (json.TryGetProperty("hidden_act", out var name) ? name.GetString() : "quick_gelu") switch
        {
            "quick_gelu" => ClipActivation.QuickGelu,
            "gelu" => ClipActivation.Gelu,
            var other => throw new FormatException($"hidden_act is {other}, and quick_gelu and gelu are known"),
        };

    private static bool HasProjection(JsonElement json) =>
        json.TryGetProperty("architectures", out var names) && names.EnumerateArray().Any(n => n.GetString() == "CLIPTextModelWithProjection");

    private ClipTextConfig Checked() =>
        HiddenSize % Heads != 0 ? throw new FormatException($"hidden_size {HiddenSize} is no multiple of num_attention_heads {Heads}")
        : Positions < ClipTokenizer.Length
            ? throw new FormatException($"max_position_embeddings is {Positions}, and prompts have {ClipTokenizer.Length} tokens")
        : this;
}

using CaToMe.Weights;

namespace CaToMe.Conditioning;

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

    /// <summary>Reads a config; what it leaves out is transformers' default.</summary>
    /// <exception cref="ModelException">An entry is missing or out of its range, or asks for a network that is not computed here.</exception>
    internal static ClipTextConfig From(ModelConfig config)
    {
        var (channels, heads) = (config.Int("hidden_size"), config.Int("num_attention_heads"));
        config.RequireDivisor("num_attention_heads", heads, "hidden_size", channels);
        config.Require("hidden_act", "another activation", "\"quick_gelu\"", "\"gelu\"");
        return new ClipTextConfig
        {
            HiddenSize = channels,
            IntermediateSize = config.Int("intermediate_size"),
            Layers = config.Int("num_hidden_layers"),
            Heads = heads,
            VocabularySize = config.Int("vocab_size"),
            Positions = config.Int("max_position_embeddings", ClipTokenizer.Length),
            Activation = config.Text("hidden_act") == "gelu" ? ClipActivation.Gelu : ClipActivation.QuickGelu,
            NormEpsilon = config.Number("layer_norm_eps", 1e-5),
            EndId = config.Int("eos_token_id", 49407),
            ProjectionSize = config.Has("architectures") && config.Texts("architectures").Contains("CLIPTextModelWithProjection")
                ? config.Int("projection_dim", 512)
                : null,
        };
    }
}

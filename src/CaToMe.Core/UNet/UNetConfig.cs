using CaToMe.Weights;

namespace CaToMe.UNet;

/// <summary>The geometry of a UNet2DConditionModel, from its config.json. One entry per resolution, full resolution first.</summary>
internal sealed record UNetConfig
{
    public required int InChannels { get; init; }

    public required int OutChannels { get; init; }

    /// <summary>The latent side the model was trained at.</summary>
    public required int SampleSize { get; init; }

    public required IReadOnlyList<int> Channels { get; init; }

    /// <summary>Whether the down path has attention at each resolution.</summary>
    public required bool[] DownAttention { get; init; }

    /// <summary>Whether the up path has attention, lowest resolution first.</summary>
    public required bool[] UpAttention { get; init; }

    public required int LayersPerBlock { get; init; }

    /// <summary>Transformer blocks in each attention layer.</summary>
    public required IReadOnlyList<int> TransformerLayers { get; init; }

    /// <summary>Attention heads (the config calls them attention_head_dim).</summary>
    public required IReadOnlyList<int> Heads { get; init; }

    public required int CrossAttentionDim { get; init; }

    public required int NormGroups { get; init; }

    public required double NormEpsilon { get; init; }

    public required bool LinearProjection { get; init; }

    /// <summary>Whether attention scores overflow in float16.</summary>
    public required bool UpcastAttention { get; init; }

    public required bool FlipSinToCos { get; init; }

    public required double FrequencyShift { get; init; }

    /// <summary>SDXL: width of each size's embedding and of all added embeddings together; null elsewhere.</summary>
    public required (int TimeIdWidth, int InputWidth)? TextTime { get; init; }

    public int TimeEmbedDim => 4 * Channels[0];

    internal static UNetConfig From(ModelConfig config)
    {
        config.Require("act_fn", "\"silu\"", "\"swish\"");
        config.Require("mid_block_type", "\"UNetMidBlock2DCrossAttn\"");
        config.Require("addition_embed_type", "\"text_time\"");
        config.Require("resnet_time_scale_shift", "\"default\"");
        config.Require("time_embedding_type", "\"positional\"");
        foreach (var key in new[] { "class_embed_type", "encoder_hid_dim_type", "reverse_transformer_layers_per_block", "time_cond_proj_dim" })
        {
            config.Require(key);
        }

        foreach (var key in new[] { "dual_cross_attention", "only_cross_attention", "center_input_sample" })
        {
            config.Require(key, "false");
        }

        var down = config.Texts("down_block_types");
        var up = config.Texts("up_block_types");
        var levels = down.Count;
        return new UNetConfig
        {
            InChannels = config.Int("in_channels", 4),
            OutChannels = config.Int("out_channels", 4),
            SampleSize = config.Int("sample_size", 64),
            Channels = config.Ints("block_out_channels", levels),
            DownAttention = [.. down.Select(t => HasAttention(t, "Down"))],
            UpAttention = [.. up.Select(t => HasAttention(t, "Up"))],
            LayersPerBlock = config.Int("layers_per_block", 2),
            TransformerLayers = config.Ints("transformer_layers_per_block", levels, 1),
            Heads = config.Ints(config.Has("num_attention_heads") ? "num_attention_heads" : "attention_head_dim", levels, 8),
            CrossAttentionDim = config.Int("cross_attention_dim", 1280),
            NormGroups = config.Int("norm_num_groups", 32),
            NormEpsilon = config.Number("norm_eps", 1e-5),
            LinearProjection = config.Flag("use_linear_projection", false),
            UpcastAttention = config.Flag("upcast_attention", false),
            FlipSinToCos = config.Flag("flip_sin_to_cos", true),
            FrequencyShift = config.Number("freq_shift", 0),
            TextTime = config.Text("addition_embed_type") is null
                ? null
                : (config.Int("addition_time_embed_dim"), config.Int("projection_class_embeddings_input_dim")),
        };
    }

    private static bool HasAttention(string type, string path) =>
        type == $"CrossAttn{path}Block2D" || (type == $"{path}Block2D" ? false
            : throw new ModelException($"The unet config has a block of type {type}, and CaToMe builds {path}Block2D and CrossAttn{path}Block2D."));
}

using CaToMe.Weights;

namespace CaToMe.UNet;

/// <summary>The geometry of a UNet2DConditionModel, from its config.json. One entry per resolution, full resolution first.</summary>
internal sealed record UNetConfig
{
    private const string AttendingDown = "CrossAttnDownBlock2D", AttendingUp = "CrossAttnUpBlock2D";

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

    /// <summary>Width of the guidance scale's embedding, where the U-Net takes the scale as an input (LCM); null elsewhere.</summary>
    public int? GuidanceWidth { get; init; }

    /// <summary>Whether it takes a mask and the masked picture's latents beside the latents: a model for in-painting.</summary>
    public bool TakesMask => InChannels == (2 * OutChannels) + 1;

    public int TimeEmbedDim => 4 * Channels[0];

    /// <summary>Reads a config; what it leaves out is diffusers' default.</summary>
    /// <exception cref="ModelException">An entry is missing or out of its range, or asks for a network that is not computed here.</exception>
    internal static UNetConfig From(ModelConfig config)
    {
        foreach (var (key, what, accepted) in UNetLimits.All)
        {
            config.Require(key, what, accepted);
        }

        var channels = config.Ints("block_out_channels");
        var down = config.Texts("down_block_types", channels.Count, "DownBlock2D", AttendingDown);
        var up = config.Texts("up_block_types", channels.Count, "UpBlock2D", AttendingUp);
        var headsKey = config.Has("num_attention_heads") ? "num_attention_heads" : "attention_head_dim";
        var unet = new UNetConfig
        {
            InChannels = config.Int("in_channels", 4),
            OutChannels = config.Int("out_channels", 4),
            SampleSize = config.Int("sample_size", 64),
            Channels = channels,
            DownAttention = [.. down.Select(t => t == AttendingDown)],
            UpAttention = [.. up.Select(t => t == AttendingUp)],
            LayersPerBlock = config.Int("layers_per_block", 2),
            TransformerLayers = config.Ints("transformer_layers_per_block", channels.Count, 1),
            Heads = config.Ints(headsKey, channels.Count, 8),
            CrossAttentionDim = config.Int("cross_attention_dim", 1280),
            NormGroups = config.Int("norm_num_groups", 32),
            NormEpsilon = config.Number("norm_eps", 1e-5),
            LinearProjection = config.Flag("use_linear_projection", false),
            UpcastAttention = config.Flag("upcast_attention", false),
            FlipSinToCos = config.Flag("flip_sin_to_cos", true),
            FrequencyShift = config.Number("freq_shift", 0),
            GuidanceWidth = config.Has("time_cond_proj_dim") ? config.Int("time_cond_proj_dim") : null,
            TextTime = config.Text("addition_embed_type") is null
                ? null
                : (config.Int("addition_time_embed_dim"), config.Int("projection_class_embeddings_input_dim")),
        };
        config.RequireDivisor("norm_num_groups", unet.NormGroups, "block_out_channels", channels);
        foreach (var level in Enumerable.Range(0, channels.Count).Where(unet.Attends))
        {
            config.RequireDivisor(headsKey, unet.Heads[level], "block_out_channels", channels[level]);
        }

        return unet;
    }

    /// <summary>Whether there is attention at a resolution, on the way down, in the middle or on the way up.</summary>
    private bool Attends(int level) => level == Channels.Count - 1 || DownAttention[level] || UpAttention[^(level + 1)];
}

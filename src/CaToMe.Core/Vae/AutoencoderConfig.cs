using CaToMe.Weights;

namespace CaToMe.Vae;

/// <summary>The geometry of an AutoencoderKL, from its config.json.</summary>
internal sealed record AutoencoderConfig
{
    public required int ImageChannels { get; init; }

    public required int LatentChannels { get; init; }

    /// <summary>Full resolution first.</summary>
    public required IReadOnlyList<int> Channels { get; init; }

    public required int LayersPerBlock { get; init; }

    public required int NormGroups { get; init; }

    public required bool MidAttention { get; init; }

    public required bool QuantConv { get; init; }

    public required bool PostQuantConv { get; init; }

    /// <summary>Latents are the encoder's mean times this.</summary>
    public required double ScalingFactor { get; init; }

    /// <summary>Whether half precision overflows in it.</summary>
    public required bool ForceUpcast { get; init; }

    /// <summary>Pixels per latent along each side.</summary>
    public int Factor => 1 << (Channels.Count - 1);

    /// <exception cref="ModelException">A value is missing, or of a kind or size that no autoencoder here has.</exception>
    internal static AutoencoderConfig From(ModelConfig config)
    {
        config.Require("act_fn", "\"silu\"", "\"swish\"");
        foreach (var key in new[] { "latents_mean", "latents_std", "shift_factor" })
        {
            config.Require(key);
        }

        return new AutoencoderConfig
        {
            ImageChannels = config.Int("in_channels", 3),
            LatentChannels = config.Int("latent_channels", 4),
            Channels = config.Ints("block_out_channels", config.Texts("down_block_types").Count),
            LayersPerBlock = config.Int("layers_per_block", 1),
            NormGroups = config.Int("norm_num_groups", 32),
            MidAttention = config.Flag("mid_block_add_attention", true),
            QuantConv = config.Flag("use_quant_conv", true),
            PostQuantConv = config.Flag("use_post_quant_conv", true),
            ScalingFactor = config.Number("scaling_factor", 0.18215, least: 0.001, most: 1000),
            ForceUpcast = config.Flag("force_upcast", true),
        };
    }
}

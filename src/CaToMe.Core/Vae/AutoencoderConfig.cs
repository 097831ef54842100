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

    /// <summary>Reads a config; what it leaves out is diffusers' default.</summary>
    /// <exception cref="ModelException">An entry is missing or out of its range, or asks for a network that is not computed here.</exception>
    internal static AutoencoderConfig From(ModelConfig config)
    {
        config.Require("_class_name", "another design", "\"AutoencoderKL\"");
        config.Require("act_fn", "another activation", "\"silu\"", "\"swish\"");
        config.Require("in_channels", "pictures of other than three colours", "3");
        config.Require("out_channels", "pictures of other than three colours", "3");
        foreach (var key in new[] { "latents_mean", "latents_std", "shift_factor" })
        {
            config.Require(key, "shifted latents");
        }

        var channels = config.Ints("block_out_channels");
        config.Texts("down_block_types", channels.Count, "DownEncoderBlock2D");
        config.Texts("up_block_types", channels.Count, "UpDecoderBlock2D");
        var vae = new AutoencoderConfig
        {
            ImageChannels = config.Int("in_channels", 3),
            LatentChannels = config.Int("latent_channels", 4),
            Channels = channels,
            LayersPerBlock = config.Int("layers_per_block", 1),
            NormGroups = config.Int("norm_num_groups", 32),
            MidAttention = config.Flag("mid_block_add_attention", true),
            QuantConv = config.Flag("use_quant_conv", true),
            PostQuantConv = config.Flag("use_post_quant_conv", true),
            ScalingFactor = config.Number("scaling_factor", 0.18215),
            ForceUpcast = config.Flag("force_upcast", true),
        };
        config.RequireDivisor("norm_num_groups", vae.NormGroups, "block_out_channels", channels);
        return vae;
    }
}

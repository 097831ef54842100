namespace CaToMe.Weights;

/// <summary>
/// What the numbers in config files may be, by their keys: wide enough for any model of these families, narrow enough that
/// nothing made of them divides by zero, overflows, or takes for ever. A number is read only under a key that is here.
/// </summary>
internal static class ConfigRanges
{
    /// <summary>The longest list: a U-Net has one item for each resolution.</summary>
    internal const int MostItems = 8;

    private static readonly Dictionary<string, (int Least, int Most)> Whole = new(StringComparer.Ordinal)
    {
        ["addition_time_embed_dim"] = (4, 4096),
        ["attention_head_dim"] = (1, 1024),
        ["block_out_channels"] = (4, 16384),
        ["cross_attention_dim"] = (1, 65536),
        ["eos_token_id"] = (0, 1 << 20),
        ["hidden_size"] = (1, 65536),
        ["image_size"] = (1, 4096),
        ["in_channels"] = (1, 64),
        ["intermediate_size"] = (1, 1 << 18),
        ["latent_channels"] = (1, 64),
        ["layers_per_block"] = (1, 32),
        ["max_position_embeddings"] = (77, 65536), // a prompt has 77 tokens
        ["norm_num_groups"] = (1, 1024),
        ["num_attention_heads"] = (1, 1024),
        ["num_hidden_layers"] = (1, 256),
        ["out_channels"] = (1, 64),
        ["patch_size"] = (1, 4096),
        ["projection_class_embeddings_input_dim"] = (1, 65536),
        ["projection_dim"] = (1, 65536),
        ["sample_size"] = (1, 2048),
        ["time_cond_proj_dim"] = (4, 4096),
        ["transformer_layers_per_block"] = (0, 64),
        ["vocab_size"] = (1, 1 << 20),
    };

    private static readonly Dictionary<string, (double Least, double Most)> Real = new(StringComparer.Ordinal)
    {
        ["freq_shift"] = (0, 1),
        ["layer_norm_eps"] = (0, 1),
        ["norm_eps"] = (0, 1),
        ["scaling_factor"] = (0.001, 1000),
    };

    internal static (int Least, int Most) OfWhole(string key) => Whole[key];

    internal static (double Least, double Most) OfReal(string key) => Real[key];
}

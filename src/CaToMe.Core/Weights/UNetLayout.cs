namespace CaToMe.Weights;

/// <summary>What a U-Net's config says of its blocks, in the order in which they run.</summary>
internal sealed record UNetLayout(IReadOnlyList<UNetLevel> Down, UNetLevel Middle, IReadOnlyList<UNetLevel> Up)
{
    private const string AttendingMiddle = "UNetMidBlock2DCrossAttn";

    /// <summary>Reads a config; keys that older files lack have diffusers' defaults.</summary>
    /// <exception cref="ModelException">A key is missing, or lists differ in length.</exception>
    internal static UNetLayout Of(ModelConfig config)
    {
        var channels = config.Ints("block_out_channels");
        var count = channels.Count;
        var down = config.Texts("down_block_types", count);
        var up = config.Texts("up_block_types", count);
        var layers = config.Ints("layers_per_block", count, fallback: 2);
        var transformers = config.Ints("transformer_layers_per_block", count, fallback: 1);
        var heads = config.Ints(config.Has("num_attention_heads") ? "num_attention_heads" : "attention_head_dim", count, fallback: 8);
        var middle = config.Root.TryGetProperty("mid_block_type", out _) ? config.Text("mid_block_type") : AttendingMiddle;

        UNetLevel Level(int resolution, bool attends, int layerCount) =>
            new(1 << resolution, layerCount, channels[resolution], attends ? transformers[resolution] : 0, heads[resolution]);

        return new UNetLayout(
            [.. down.Select((type, i) => Level(i, Attends(type), layers[i]))],
            Level(count - 1, middle == AttendingMiddle, middle is null ? 0 : 2),
            [.. up.Select((type, i) => Level(count - 1 - i, Attends(type), layers[count - 1 - i] + 1))]);
    }

    private static bool Attends(string blockType) => blockType.StartsWith("CrossAttn", StringComparison.Ordinal);
}

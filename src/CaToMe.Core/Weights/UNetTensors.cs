namespace CaToMe.Weights;

/// <summary>The tensors that a U-Net of Stable Diffusion consists of, by diffusers' names, told from its config alone.</summary>
internal static class UNetTensors
{
    private static readonly string[] OfTransformerBlock =
    [
        .. Layers("norm1", "norm2", "norm3", "attn1.to_out.0", "attn2.to_out.0", "ff.net.0.proj", "ff.net.2"),
        .. new[] { "attn1", "attn2" }.SelectMany(attention => new[] { "q", "k", "v" }.Select(part => $"{attention}.to_{part}.weight")),
    ];

    /// <summary>All names.</summary>
    /// <param name="config">The U-Net's config.</param>
    internal static IEnumerable<string> NamesOf(ModelConfig config)
    {
        var layout = UNetLayout.Of(config);
        string[] embeddings = config.Text("addition_embed_type") == "text_time" ? ["time_embedding", "add_embedding"] : ["time_embedding"];
        bool Widens(int block, int layer) => layer == 0 && block > 0 && layout.Down[block].Channels != layout.Down[block - 1].Channels;
        return
        [
            .. Layers(embeddings.SelectMany(e => new[] { $"{e}.linear_1", $"{e}.linear_2" })),
            .. config.Has("time_cond_proj_dim") ? ["time_embedding.cond_proj.weight"] : Array.Empty<string>(),
            .. Layers("conv_in", "conv_norm_out", "conv_out"),
            .. layout.Down.SelectMany((level, i) => Block($"down_blocks.{i}", level, level.Layers, layer => Widens(i, layer))),
            .. layout.Down.SkipLast(1).SelectMany((_, i) => Layers($"down_blocks.{i}.downsamplers.0.conv")),
            .. Block("mid_block", layout.Middle, layout.Middle.Layers - 1, _ => false),
            .. layout.Up.SelectMany((level, i) => Block($"up_blocks.{i}", level, level.Layers, _ => true)), // takes the way down's channels too
            .. layout.Up.SkipLast(1).SelectMany((_, i) => Layers($"up_blocks.{i}.upsamplers.0.conv")),
        ];
    }

    /// <summary>Residual blocks, and where the level attends, their attention.</summary>
    private static IEnumerable<string> Block(string place, UNetLevel level, int attentions, Func<int, bool> changesChannels) =>
    [
        .. Enumerable.Range(0, level.Layers).SelectMany(layer => Resnet($"{place}.resnets.{layer}", changesChannels(layer))),
        .. Enumerable.Range(0, level.TransformerLayers == 0 ? 0 : attentions).SelectMany(layer => Attention($"{place}.attentions.{layer}", level)),
    ];

    private static IEnumerable<string> Resnet(string name, bool changesChannels)
    {
        string[] layers = ["norm1", "conv1", "time_emb_proj", "norm2", "conv2"];
        return Layers(layers.Concat(changesChannels ? ["conv_shortcut"] : []).Select(layer => $"{name}.{layer}"));
    }

    private static IEnumerable<string> Attention(string name, UNetLevel level) =>
    [
        .. Layers($"{name}.norm", $"{name}.proj_in", $"{name}.proj_out"),
        .. Enumerable.Range(0, level.TransformerLayers).SelectMany(block => OfTransformerBlock.Select(part => $"{name}.transformer_blocks.{block}.{part}")),
    ];

    private static IEnumerable<string> Layers(params IEnumerable<string> modules) => modules.SelectMany(m => new[] { $"{m}.weight", $"{m}.bias" });
}

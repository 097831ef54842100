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
        IEnumerable<string> embeddings = config.Text("addition_embed_type") == "text_time" ? ["time_embedding", "add_embedding"] : ["time_embedding"];
        return
        [
            .. Layers([.. embeddings.SelectMany(e => new[] { $"{e}.linear_1", $"{e}.linear_2" }), "conv_in", "conv_norm_out", "conv_out"]),
            .. layout.Down.SelectMany((level, i) => Way($"down_blocks.{i}", level, layer => layer == 0 && i > 0 && level.Channels != layout.Down[i - 1].Channels)),
            .. layout.Down.SkipLast(1).SelectMany((_, i) => Layers($"down_blocks.{i}.downsamplers.0.conv")),
            .. Way("mid_block", layout.Middle, _ => false),
            .. layout.Up.SelectMany((level, i) => Way($"up_blocks.{i}", level, _ => true)), // each takes the channels of the way down too
            .. layout.Up.SkipLast(1).SelectMany((_, i) => Layers($"up_blocks.{i}.upsamplers.0.conv")),
        ];
    }

    /// <summary>Residual blocks and the attention between or after them.</summary>
    private static IEnumerable<string> Way(string place, UNetLevel level, Func<int, bool> changesChannels)
    {
        for (var layer = 0; layer < level.Layers; layer++)
        {
            string[] parts = ["norm1", "conv1", "time_emb_proj", "norm2", "conv2", .. changesChannels(layer) ? ["conv_shortcut"] : Array.Empty<string>()];
            foreach (var name in Layers([.. parts.Select(part => $"{place}.resnets.{layer}.{part}")]))
            {
                yield return name;
            }
        }

        var attentions = level.TransformerLayers == 0 ? 0 : place == "mid_block" ? level.Layers - 1 : level.Layers;
        for (var layer = 0; layer < attentions; layer++)
        {
            var attention = $"{place}.attentions.{layer}";
            foreach (var name in Layers($"{attention}.norm", $"{attention}.proj_in", $"{attention}.proj_out")
                .Concat(Enumerable.Range(0, level.TransformerLayers).SelectMany(block => OfTransformerBlock.Select(part => $"{attention}.transformer_blocks.{block}.{part}"))))
            {
                yield return name;
            }
        }
    }

    private static IEnumerable<string> Layers(params IEnumerable<string> modules) => modules.SelectMany(m => new[] { $"{m}.weight", $"{m}.bias" });
}

namespace CaToMe.Weights;

/// <summary>
/// The names of a network's modules in the latent-diffusion (LDM) layout, in which Stable Diffusion was first published as one
/// file, beside those of diffusers. Reference: diffusers, <c>loaders/single_file_utils.py</c>.
/// </summary>
internal static class LdmNames
{
    /// <summary>
    /// The U-Net. LDM numbers all blocks of the way down, and of the way up, in one row: the input convolution, then each
    /// residual block with its attention, and each change of resolution.
    /// </summary>
    /// <param name="config">The U-Net's config.</param>
    internal static IEnumerable<Renaming> UNet(ModelConfig config)
    {
        var layout = UNetLayout.Of(config);
        List<Renaming> names =
        [
            new("time_embed.0", "time_embedding.linear_1"),
            new("time_embed.2", "time_embedding.linear_2"),
            new("time_embed.cond_proj", "time_embedding.cond_proj"),
            new("label_emb.0.0", "add_embedding.linear_1"),
            new("label_emb.0.2", "add_embedding.linear_2"),
            new("input_blocks.0.0", "conv_in"),
            .. UNetResnet("middle_block.0", "mid_block.resnets.0"),
            new("middle_block.1", "mid_block.attentions.0"),
            .. UNetResnet("middle_block.2", "mid_block.resnets.1"),
            new("out.0", "conv_norm_out"),
            new("out.2", "conv_out"),
        ];

        var position = 1;
        for (var block = 0; block < layout.Down.Count; block++)
        {
            for (var layer = 0; layer < layout.Down[block].Layers; layer++, position++)
            {
                names.AddRange(UNetResnet($"input_blocks.{position}.0", $"down_blocks.{block}.resnets.{layer}"));
                names.Add(new($"input_blocks.{position}.1", $"down_blocks.{block}.attentions.{layer}"));
            }

            names.Add(new($"input_blocks.{position++}.0.op", $"down_blocks.{block}.downsamplers.0.conv"));
        }

        position = 0;
        for (var block = 0; block < layout.Up.Count; block++)
        {
            for (var layer = 0; layer < layout.Up[block].Layers; layer++, position++)
            {
                names.AddRange(UNetResnet($"output_blocks.{position}.0", $"up_blocks.{block}.resnets.{layer}"));
                names.Add(new($"output_blocks.{position}.1", $"up_blocks.{block}.attentions.{layer}"));
            }

            var upsampler = layout.Up[block].TransformerLayers > 0 ? 2 : 1;
            names.Add(new($"output_blocks.{position - 1}.{upsampler}.conv", $"up_blocks.{block}.upsamplers.0.conv"));
        }

        return names;
    }

    /// <summary>The VAE. LDM counts the decoder's blocks from the full resolution, and its attention is made of 1 x 1 convolutions.</summary>
    /// <param name="config">The VAE's config.</param>
    internal static IEnumerable<Renaming> Vae(ModelConfig config)
    {
        var blocks = config.Ints("block_out_channels").Count;
        var layers = config.Int("layers_per_block", 1);
        List<Renaming> names =
        [
            new("quant_conv", "quant_conv"),
            new("post_quant_conv", "post_quant_conv"),
            new("loss", null),
            new("model_ema", null),
        ];
        foreach (var (half, way) in new[] { ("encoder", "down"), ("decoder", "up") })
        {
            names.Add(new($"{half}.conv_in", $"{half}.conv_in"));
            names.AddRange(VaeResnet($"{half}.mid.block_1", $"{half}.mid_block.resnets.0"));
            names.AddRange(VaeAttention($"{half}.mid.attn_1", $"{half}.mid_block.attentions.0"));
            names.AddRange(VaeResnet($"{half}.mid.block_2", $"{half}.mid_block.resnets.1"));
            names.Add(new($"{half}.norm_out", $"{half}.conv_norm_out"));
            names.Add(new($"{half}.conv_out", $"{half}.conv_out"));
            for (var block = 0; block < blocks; block++)
            {
                var stored = $"{half}.{way}.{(half == "encoder" ? block : blocks - 1 - block)}";
                var name = $"{half}.{way}_blocks.{block}";
                names.Add(new($"{stored}.{way}sample.conv", $"{name}.{way}samplers.0.conv"));
                for (var layer = 0; layer < layers + (half == "encoder" ? 0 : 1); layer++)
                {
                    names.AddRange(VaeResnet($"{stored}.block.{layer}", $"{name}.resnets.{layer}"));
                }
            }
        }

        return names;
    }

    /// <summary>CLIP's text encoder as transformers names it; some files leave out <c>text_model</c>. Its projection is not used.</summary>
    internal static IEnumerable<Renaming> Clip { get; } =
        [.. new[] { "text_model", "embeddings", "encoder", "final_layer_norm" }.Select(n => new Renaming(n, n))];

    /// <summary>OpenCLIP's text encoder, as many of its layers as the config has (SD 2.x leaves out the last one).</summary>
    /// <param name="config">The text encoder's config.</param>
    /// <param name="projection">Whether the encoder has a projection of its pooled state.</param>
    internal static IEnumerable<Renaming> OpenClip(ModelConfig config, bool projection)
    {
        List<Renaming> names =
        [
            new("token_embedding", "text_model.embeddings.token_embedding"),
            new("positional_embedding", "text_model.embeddings.position_embedding.weight"),
            new("ln_final", "text_model.final_layer_norm"),
            new("text_projection", projection ? "text_projection.weight" : null, Reshaping.Transpose),
            new("text_projection.weight", projection ? "text_projection.weight" : null), // saved from transformers' linear layer
        ];
        for (var layer = 0; layer < config.Int("num_hidden_layers"); layer++)
        {
            var stored = $"transformer.resblocks.{layer}";
            var name = $"text_model.encoder.layers.{layer}";
            names.AddRange(
            [
                new($"{stored}.ln_1", $"{name}.layer_norm1"),
                new($"{stored}.ln_2", $"{name}.layer_norm2"),
                new($"{stored}.mlp.c_fc", $"{name}.mlp.fc1"),
                new($"{stored}.mlp.c_proj", $"{name}.mlp.fc2"),
                new($"{stored}.attn.out_proj", $"{name}.self_attn.out_proj"),
            ]);
            foreach (var parameter in new[] { "weight", "bias" })
            {
                names.Add(new($"{stored}.attn.in_proj_{parameter}", $"{name}.self_attn.q_proj.{parameter}", Reshaping.Query));
                names.Add(new($"{stored}.attn.in_proj_{parameter}", $"{name}.self_attn.k_proj.{parameter}", Reshaping.Key));
                names.Add(new($"{stored}.attn.in_proj_{parameter}", $"{name}.self_attn.v_proj.{parameter}", Reshaping.Value));
            }
        }

        return names;
    }

    private static IEnumerable<Renaming> UNetResnet(string stored, string name) =>
    [
        new($"{stored}.in_layers.0", $"{name}.norm1"),
        new($"{stored}.in_layers.2", $"{name}.conv1"),
        new($"{stored}.emb_layers.1", $"{name}.time_emb_proj"),
        new($"{stored}.out_layers.0", $"{name}.norm2"),
        new($"{stored}.out_layers.3", $"{name}.conv2"),
        new($"{stored}.skip_connection", $"{name}.conv_shortcut"),
    ];

    private static IEnumerable<Renaming> VaeResnet(string stored, string name) =>
    [
        new($"{stored}.nin_shortcut", $"{name}.conv_shortcut"),
        new(stored, name),
    ];

    /// <summary>
    /// Besides LDM's names those that converters leave: of diffusers' linear layers, and of a converter that prefixed these once more.
    /// </summary>
    private static IEnumerable<Renaming> VaeAttention(string stored, string name) =>
    [
        new($"{stored}.norm", $"{name}.group_norm"),
        .. new[] { "q", "k", "v" }.SelectMany(part =>
            new[] { part, $"to_{part}", $"to_to_{part}" }.Select(spelling => new Renaming($"{stored}.{spelling}", $"{name}.to_{part}", Reshaping.Flatten))),
        .. new[] { "proj_out", "to_out.0", "to_to_out.0" }.Select(spelling => new Renaming($"{stored}.{spelling}", $"{name}.to_out.0", Reshaping.Flatten)),
    ];
}

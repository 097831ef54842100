namespace CaToMe.UNet;

/// <summary>
/// The settings of diffusers' UNet2DConditionModel that ask for something this network does not compute: what another value
/// stands for, and which values (as JSON) are computed; none where the key has to be absent.
/// </summary>
internal static class UNetLimits
{
    internal static IReadOnlyList<(string Key, string What, string[] Accepted)> All { get; } =
    [
        ("_class_name", "another design", ["\"UNet2DConditionModel\""]),
        ("act_fn", "another activation", ["\"silu\"", "\"swish\""]),
        ("addition_embed_type", "other conditions beside the prompt", ["\"text_time\""]),
        ("attention_type", "places or pictures as conditions (GLIGEN)", ["\"default\""]),
        ("center_input_sample", "a shifted input", ["false"]),
        ("class_embed_type", "classes or pictures as conditions", []),
        ("conv_in_kernel", "a convolution of another size", ["3"]),
        ("conv_out_kernel", "a convolution of another size", ["3"]),
        ("cross_attention_norm", "a norm of the prompt", ["false"]),
        ("downsample_padding", "a convolution of another padding", ["1"]),
        ("dual_cross_attention", "two prompts at once", ["false"]),
        ("encoder_hid_dim", "a projection of the prompt", []),
        ("encoder_hid_dim_type", "a projection of the prompt", []),
        ("mid_block_only_cross_attention", "cross-attention alone", ["false"]),
        ("mid_block_scale_factor", "scaled residuals", ["1", "1.0"]),
        ("mid_block_type", "another middle block", ["\"UNetMidBlock2DCrossAttn\""]),
        ("num_class_embeds", "classes as conditions", []),
        ("only_cross_attention", "cross-attention alone", ["false"]),
        ("resnet_out_scale_factor", "scaled residuals", ["1", "1.0"]),
        ("resnet_skip_time_act", "another use of the timestep", ["false"]),
        ("resnet_time_scale_shift", "another use of the timestep", ["\"default\""]),
        ("reverse_transformer_layers_per_block", "other numbers of blocks on the way up", []),
        ("time_embedding_act_fn", "another use of the timestep", []),
        ("time_embedding_type", "another use of the timestep", ["\"positional\""]),
        ("timestep_post_act", "another use of the timestep", []),
    ];
}

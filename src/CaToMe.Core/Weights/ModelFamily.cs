namespace CaToMe.Weights;

/// <summary>The families of Stable Diffusion models.</summary>
internal enum ModelFamily
{
    /// <summary>SD 1.x: CLIP ViT-L text encoder.</summary>
    StableDiffusion1,

    /// <summary>SD 2.x: OpenCLIP ViT-H text encoder, linear projections around the transformer blocks.</summary>
    StableDiffusion2,

    /// <summary>SDXL: two text encoders, and size and crop embedded beside the timestep.</summary>
    StableDiffusionXL,
}

/// <summary>What follows from a model's family.</summary>
internal static class ModelFamilies
{
    /// <summary>The family as people write it: <c>SD 1.x</c>, <c>SD 2.x</c> or <c>SDXL</c>.</summary>
    /// <param name="family">The family.</param>
    public static string DisplayName(this ModelFamily family) => family switch
    {
        ModelFamily.StableDiffusion1 => "SD 1.x",
        ModelFamily.StableDiffusion2 => "SD 2.x",
        _ => "SDXL",
    };

    /// <summary>Tells the family by what sets its U-Net apart.</summary>
    internal static ModelFamily Of(ModelConfig unet) =>
        unet.Text("addition_embed_type") == "text_time" ? ModelFamily.StableDiffusionXL
        : unet.Flag("use_linear_projection") ? ModelFamily.StableDiffusion2
        : ModelFamily.StableDiffusion1;
}

namespace CaToMe.Weights;

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

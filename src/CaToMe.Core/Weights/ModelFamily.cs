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

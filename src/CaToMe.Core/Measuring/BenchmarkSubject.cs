namespace CaToMe.Measuring;

/// <summary>A geometry and size whose U-Net calls are timed, batch 2 as with guidance.</summary>
public enum BenchmarkSubject
{
    /// <summary>The embedded model at 256 x 256 pixels: 4,096 tokens at full resolution.</summary>
    Embedded256,

    /// <summary>SD 1.5's geometry with hashed weights at 512 x 512 pixels: 4,096 tokens.</summary>
    StableDiffusion512,

    /// <summary>SD 1.5's geometry with hashed weights at 768 x 768 pixels: 9,216 tokens.</summary>
    StableDiffusion768,
}

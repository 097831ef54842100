using CaToMe.Imaging;
using CaToMe.Requests;

namespace CaToMe;

/// <summary>A small picture of what New-DiffusionImage is drawing.</summary>
public sealed class DiffusionPreview
{
    private readonly RgbImage image;

    internal DiffusionPreview(GenerationRequest request, GenerationProgress progress, RgbImage image) =>
        (this.image, Prompt, Seed, Step, Steps) = (image, request.Prompt, request.Seed, progress.Step, progress.Steps);

    /// <summary>What is being drawn.</summary>
    public string Prompt { get; }

    /// <summary>Seed of the noise.</summary>
    public long Seed { get; }

    /// <summary>Sampling steps done.</summary>
    public int Step { get; }

    /// <summary>Sampling steps in all.</summary>
    public int Steps { get; }

    /// <summary>The preview's width in pixels.</summary>
    public int Width => image.Width;

    /// <summary>The preview's height in pixels.</summary>
    public int Height => image.Height;

    /// <summary>The bytes of a PNG file; of a batch, the first picture's.</summary>
    public byte[] ToBytes() => PngFile.Encode(image);
}

namespace CaToMe.Inspection;

/// <summary>The sizes of a model's U-Net, as its config tells them.</summary>
public sealed class UNetGeometry
{
    /// <summary>Channels of its input: 4 for pictures from text, 9 for in-painting.</summary>
    public required int InputChannels { get; init; }

    /// <summary>Channels at each resolution, from the latent's downwards.</summary>
    public required IReadOnlyList<int> Channels { get; init; }

    /// <summary>Attention heads at each resolution.</summary>
    public required IReadOnlyList<int> Heads { get; init; }

    /// <summary>Width of the text states that cross-attention reads.</summary>
    public required int CrossAttentionWidth { get; init; }

    /// <summary>Width of the latents that the model was made for.</summary>
    public required int LatentWidth { get; init; }

    /// <summary>Height of the latents that the model was made for.</summary>
    public required int LatentHeight { get; init; }

    /// <summary>Pixels per latent along each side.</summary>
    public required int AutoencoderFactor { get; init; }
}

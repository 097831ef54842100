namespace CaToMe.Requests;

/// <summary>
/// Whether the autoencoder decodes a picture in overlapping tiles. Tiles need less memory and change pixels slightly. A
/// picture that is no larger than a tile (96 x 96 latents) is decoded whole in any case.
/// </summary>
public enum VaeTiling
{
    /// <summary>
    /// In tiles where the whole picture is estimated to need more memory than is free; on CUDA, where that is not known,
    /// above 1024 x 1024 pixels (128 x 128 latents).
    /// </summary>
    Auto,

    /// <summary>Whole, whatever memory that takes.</summary>
    Off,

    /// <summary>In tiles.</summary>
    On,
}

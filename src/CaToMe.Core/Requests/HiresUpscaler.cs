namespace CaToMe.Requests;

/// <summary>How a picture is made larger before it is drawn again.</summary>
public enum HiresUpscaler
{
    /// <summary>Its latents are, bilinearly: fast, and soft until it is drawn again. It takes a strength of about a half at least.</summary>
    Latent,

    /// <summary>Its pixels are, bicubically, between decoding and encoding: it stays sharp, also with a low strength.</summary>
    Pixels,
}

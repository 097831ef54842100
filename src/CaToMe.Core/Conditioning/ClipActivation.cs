namespace CaToMe.Conditioning;

/// <summary>The activation between the two linear layers of a text encoder's block.</summary>
internal enum ClipActivation
{
    /// <summary>x sigmoid(1.702 x): OpenAI's CLIP.</summary>
    QuickGelu,

    /// <summary>x times the normal distribution's cumulative function: OpenCLIP.</summary>
    Gelu,
}

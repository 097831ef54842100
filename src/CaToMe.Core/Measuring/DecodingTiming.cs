namespace CaToMe.Measuring;

/// <summary>How long it takes to decode a picture, and how much memory.</summary>
/// <param name="Dtype">In which type.</param>
/// <param name="Side">Rows and columns of the latents.</param>
/// <param name="Pixels">Rows and columns of the picture.</param>
/// <param name="Seconds">The fastest run.</param>
/// <param name="Work">Additions and multiplications.</param>
/// <param name="PeakBytes">Memory at the peak, beyond that of the weights; what it was before counts where the peak cannot be reset.</param>
/// <param name="EstimatedBytes">What is reckoned with beforehand.</param>
internal sealed record DecodingTiming(string Dtype, int Side, int Pixels, double Seconds, DecoderWork Work, long PeakBytes, long EstimatedBytes);

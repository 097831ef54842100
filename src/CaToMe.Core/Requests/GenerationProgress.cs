namespace CaToMe.Requests;

/// <summary>How far a run is.</summary>
/// <param name="Call">U-Net calls done.</param>
/// <param name="Calls">U-Net calls in all.</param>
/// <param name="Step">Sampling steps done.</param>
/// <param name="Steps">Sampling steps in all.</param>
/// <param name="MergedShare">Share of the tokens merged so far, over the blocks that can merge; 0 without merging.</param>
/// <param name="Elapsed">Time since the run began.</param>
/// <param name="Remaining">Estimated time left; null before the first call is done.</param>
public readonly record struct GenerationProgress(int Call, int Calls, int Step, int Steps, double MergedShare, TimeSpan Elapsed, TimeSpan? Remaining)
{
    /// <summary>Where previews are asked for, and this call has one: a small picture of what is being drawn for each of the batch. Null otherwise.</summary>
    public IReadOnlyList<RgbImage>? Previews { get; init; }
}

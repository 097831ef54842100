using CaToMe.Sampling;

namespace CaToMe.Pipeline;

/// <summary>Sampling at one size: a run has one pass, or a second one at a higher resolution.</summary>
/// <param name="Width">Picture width in pixels.</param>
/// <param name="Height">Picture height in pixels.</param>
/// <param name="Steps">The steps that are taken.</param>
internal sealed record PassPlan(int Width, int Height, StepRange Steps);

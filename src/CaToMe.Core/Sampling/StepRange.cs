namespace CaToMe.Sampling;

/// <summary>The steps that a run takes of a grid. A run that begins at a picture leaves out the first ones, where noise is all there is.</summary>
/// <param name="Count">Steps of the whole grid.</param>
/// <param name="First">The step to begin at, from 0 to <paramref name="Count"/> - 1.</param>
internal readonly record struct StepRange(int Count, int First = 0);

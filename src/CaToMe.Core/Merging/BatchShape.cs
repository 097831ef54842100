namespace CaToMe.Merging;

/// <summary>What the U-Net gets in a run: merge plans of one shape fit no other.</summary>
/// <param name="Width">Picture width in pixels.</param>
/// <param name="Height">Picture height in pixels.</param>
/// <param name="Batch">Pictures.</param>
/// <param name="IsGuided">Whether each has a negative prompt beside it.</param>
internal readonly record struct BatchShape(int Width, int Height, int Batch, bool IsGuided);

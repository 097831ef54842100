namespace CaToMe.Models;

/// <summary>How far the loading of a model is.</summary>
/// <param name="Component">The network that is being read: <c>text_encoder</c>, <c>unet</c>, <c>vae</c>.</param>
/// <param name="Parameters">Parameters read so far, over all networks.</param>
/// <param name="TotalParameters">Parameters that the model's files hold; a file may hold some that no network asks for.</param>
public readonly record struct LoadingProgress(string Component, long Parameters, long TotalParameters)
{
    /// <summary>Share that is read, 0 to 1.</summary>
    public double Share => TotalParameters == 0 ? 1 : Math.Min(1, (double)Parameters / TotalParameters);
}

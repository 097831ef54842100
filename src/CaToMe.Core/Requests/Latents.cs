namespace CaToMe.Requests;

/// <summary>Latents outside the engine: plain numbers.</summary>
/// <param name="Values">The values, last dimension first.</param>
/// <param name="Shape">[batch, channels, height, width].</param>
public sealed record Latents(float[] Values, long[] Shape)
{
    /// <summary>Whether shape and values are the same.</summary>
    /// <param name="other">Other latents.</param>
    public bool Equals(Latents? other) =>
        other is not null && Shape.AsSpan().SequenceEqual(other.Shape) && Values.AsSpan().SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Values.Length, Values.FirstOrDefault(), Values.LastOrDefault());
}

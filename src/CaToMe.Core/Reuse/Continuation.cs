using static TorchSharp.torch;

namespace CaToMe.Reuse;

/// <summary>
/// A tensor that calls compute, continued to calls that do not: the next is the last one, fading or growing as the last computed one did against
/// the one before it (least squares). The factor is found on the device, without reading back.
/// </summary>
internal sealed class Continuation : IDisposable
{
    private Tensor? value, factor; // the last value, continued ones among them; a number

    /// <summary>Whether there is something to continue.</summary>
    internal bool HasValue => value is not null;

    /// <summary>Keeps what a call computed, and learns from it.</summary>
    /// <param name="computed">Of the same shape every time; stays the caller's.</param>
    internal void Add(Tensor computed)
    {
        using var scope = NewDisposeScope();
        if (value is not null)
        {
            var (square, product) = (Product(value, value), Product(computed, value));
            factor?.Dispose();
            factor = where(square.eq(0), zeros_like(square), product / square).DetachFromDisposeScope();
        }

        Keep(computed.alias());
    }

    /// <summary>What the next call, which does not compute, is taken to give.</summary>
    /// <returns>A new tensor of the caller's.</returns>
    internal Tensor Next()
    {
        using var scope = NewDisposeScope();
        var next = factor is null ? value!.clone() : value! * factor;
        Keep(next.alias());
        return next.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        value?.Dispose();
        factor?.Dispose();
        (value, factor) = (null, null);
    }

    private void Keep(Tensor next)
    {
        value?.Dispose();
        value = next.DetachFromDisposeScope();
    }

    private static Tensor Product(Tensor a, Tensor b) => (a * b).sum(ScalarType.Float32);
}

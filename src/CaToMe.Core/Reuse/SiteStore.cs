namespace CaToMe.Reuse;

/// <summary>What was computed at each place of the network, kept to be used again. Empty when a run begins.</summary>
/// <typeparam name="T">What is kept.</typeparam>
internal sealed class SiteStore<T> : IDisposable
    where T : class, IDisposable
{
    private readonly Dictionary<string, T?> kept = new(StringComparer.Ordinal);

    /// <summary>What is kept.</summary>
    internal IEnumerable<T> Values => kept.Values.OfType<T>();

    /// <summary>What is kept under a key, or what is computed now and kept from now on.</summary>
    /// <param name="key">The place, or one name for several that share.</param>
    /// <param name="compute">Whether to compute even though something is kept.</param>
    /// <param name="make">Computes; null is kept too.</param>
    /// <returns>The value, the store's until the next one, and whether it was computed now.</returns>
    internal (T? Value, bool Computed) Get(string key, bool compute, Func<T?> make)
    {
        if (!compute && kept.TryGetValue(key, out var known))
        {
            return (known, false);
        }

        var value = make();
        Replace(key, value);
        return (value, true);
    }

    /// <summary>Keeps something else under a key from now on, and disposes of what was kept.</summary>
    internal void Replace(string key, T? value)
    {
        kept.GetValueOrDefault(key)?.Dispose();
        kept[key] = value;
    }

    public void Dispose()
    {
        foreach (var value in kept.Values)
        {
            value?.Dispose();
        }

        kept.Clear();
    }
}

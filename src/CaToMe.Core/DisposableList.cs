namespace CaToMe;

/// <summary>What ends together.</summary>
/// <param name="items">The items, made at once.</param>
internal sealed class DisposableList<T>(IEnumerable<T> items) : IDisposable
    where T : IDisposable
{
    internal IReadOnlyList<T> Items { get; } = [.. items];

    public void Dispose()
    {
        foreach (var item in Items)
        {
            item.Dispose();
        }
    }
}

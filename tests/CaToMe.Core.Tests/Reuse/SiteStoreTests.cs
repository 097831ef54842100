using CaToMe.Reuse;

namespace CaToMe.Tests.Reuse;

public class SiteStoreTests
{
    [Fact]
    public void A_place_computes_first_and_at_checkpoints_and_uses_again_what_it_kept()
    {
        using var store = new SiteStore<Kept>();
        var made = 0;
        Kept Make() => new(++made);

        Assert.Equal((1, true), Seen(store.Get("a", compute: false, Make)));
        Assert.Equal((1, false), Seen(store.Get("a", compute: false, Make)));
        Assert.Equal((2, true), Seen(store.Get("b", compute: false, Make)));
        Assert.Equal((3, true), Seen(store.Get("a", compute: true, Make)));

        static (int, bool) Seen((Kept? Value, bool Computed) got) => (got.Value!.Number, got.Computed);
    }

    [Fact]
    public void What_is_replaced_is_freed_and_so_is_what_is_left_at_the_end()
    {
        var (first, second) = (new Kept(1), new Kept(2));
        using (var store = new SiteStore<Kept>())
        {
            store.Get("a", compute: true, () => first);
            store.Get("a", compute: true, () => second);
            Assert.True(first.IsFreed);
            Assert.False(second.IsFreed);
        }

        Assert.True(second.IsFreed);
    }

    [Fact]
    public void Nothing_to_do_is_kept_as_well()
    {
        using var store = new SiteStore<Kept>();
        store.Get("a", compute: true, () => null);
        Assert.Equal((null, false), store.Get("a", compute: false, () => new Kept(1)));
        Assert.Empty(store.Values);
    }

    private sealed class Kept(int number) : IDisposable
    {
        internal int Number => number;

        internal bool IsFreed { get; private set; }

        public void Dispose() => IsFreed = true;
    }
}

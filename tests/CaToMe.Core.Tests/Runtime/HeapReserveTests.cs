using CaToMe.Runtime;

namespace CaToMe.Tests.Runtime;

public class HeapReserveTests
{
    [Fact]
    public void A_small_model_needs_none() => Assert.Null(HeapReserve.Make(1 << 20));

    [Fact]
    public async Task Room_is_made_without_being_used()
    {
        using var engine = new EngineThread();
        var before = ProcessMemory.ResidentBytes();
        var after = await engine.RunAsync(() =>
        {
            using var room = HeapReserve.Make(1L << 30);
            Assert.Equal(OperatingSystem.IsLinux(), room is not null);
            return ProcessMemory.ResidentBytes();
        });

        Assert.InRange(after - before, -(1L << 29), 1L << 29);
    }

    [Fact]
    public async Task More_than_there_can_be_is_no_error()
    {
        using var engine = new EngineThread();
        Assert.Null(await engine.RunAsync(() => HeapReserve.Make(1L << 46)));
    }
}

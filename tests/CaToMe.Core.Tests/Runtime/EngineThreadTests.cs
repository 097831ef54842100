using CaToMe.Runtime;
using static TorchSharp.torch;

namespace CaToMe.Tests.Runtime;

public sealed class EngineThreadTests : IDisposable
{
    private readonly EngineThread engine = new();

    public void Dispose() => engine.Dispose();

    [Fact]
    public async Task It_computes_on_the_heap_that_keeps_what_is_freed() => Assert.True(await engine.RunAsync(ProcessMemory.IsOnMainHeap));

    [Fact]
    public async Task Work_that_waits_for_its_turn_is_cancelled_at_once()
    {
        using var turn = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        var first = engine.RunAsync(() => turn.Wait(TimeSpan.FromMinutes(1)));
        var ran = false;
        var second = engine.RunAsync(() => ran = true, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        turn.Set();
        Assert.True(await first);
        Assert.True(await engine.RunAsync(() => !ran));
    }

    [Fact]
    public async Task Too_little_memory_is_one_line_that_says_what_to_do()
    {
        var error = await Assert.ThrowsAsync<CaToMeException>(() => engine.RunAsync(() => zeros(1L << 50).shape[0]));
        Assert.Contains("memory", error.Message, StringComparison.Ordinal);
        Assert.Contains("Width, Height, Batch", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(2, await engine.RunAsync(() => 2));
    }

    [Fact]
    public async Task An_error_that_is_not_of_memory_does_not_speak_of_memory()
    {
        var error = await Assert.ThrowsAsync<CaToMeException>(() => engine.RunAsync(() => zeros(-1).shape[0]));
        Assert.StartsWith("libtorch reports: zeros: Dimension size must be non-negative", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Width", error.Message, StringComparison.Ordinal);
    }
}

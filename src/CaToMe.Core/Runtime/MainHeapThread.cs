namespace CaToMe.Runtime;

/// <summary>
/// Starts threads whose memory comes from glibc's main arena. The arena of any other thread gives what is freed back to the
/// kernel at once, whatever its options say, and fresh pages cost a U-Net call a quarter of its time.
/// </summary>
internal static class MainHeapThread
{
    /// <summary>glibc deals the arenas that there are to new threads in turn: more threads than arenas, and one has the main one.</summary>
    private const int Attempts = 64;

    /// <summary>Starts a background thread.</summary>
    /// <param name="run">What it does.</param>
    /// <param name="name">Its name.</param>
    internal static Thread Start(Action run, string name)
    {
        using var found = new ManualResetEventSlim();
        var others = new List<Thread>();
        for (var attempt = 1; ; attempt++)
        {
            var isLast = attempt == Attempts;
            var decided = new TaskCompletionSource<bool>();
            var thread = new Thread(() =>
            {
                var isRight = ProcessMemory.IsOnMainHeap() || isLast;
                decided.SetResult(isRight);
                if (isRight)
                {
                    run();
                }
                else
                {
                    found.Wait(); // holds its arena meanwhile, so that the next thread has another
                }
            }) { IsBackground = true, Name = name };
            thread.Start();
            if (decided.Task.GetAwaiter().GetResult())
            {
                found.Set();
                others.ForEach(other => other.Join());
                return thread;
            }

            others.Add(thread);
        }
    }
}

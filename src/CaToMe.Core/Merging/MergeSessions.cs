namespace CaToMe.Merging;

/// <summary>
/// Begins the merging of each run. A run has a session of its own; in reference-compatible mode the last one goes on as long
/// as settings and shapes stay the same, as the published code never resets its cache.
/// </summary>
internal sealed class MergeSessions : IDisposable
{
    private (MergeOptions Options, int? Width, int? Height, int Batch, bool Guided) key;
    private MergeSession? lasting;

    /// <summary>Begins.</summary>
    /// <param name="request">The run, with everything filled in.</param>
    /// <param name="totalCalls">Its number of U-Net calls.</param>
    /// <param name="recorder">Is told what each block does.</param>
    internal RunMerging Begin(GenerationRequest request, int totalCalls, MergeRecorder recorder)
    {
        var options = request.Merge;
        if (options.Method == MergeMethod.None)
        {
            return new RunMerging(null, null, GoesOn: false);
        }

        var seed = options.Seed ?? request.Seed;
        if (!options.ReferenceCompatible)
        {
            var session = new MergeSession(seed);
            return new RunMerging(new TokenMerger(options, session, totalCalls, recorder), session, GoesOn: false);
        }

        var current = (options, request.Width, request.Height, request.Batch, request.GuidanceScale > 1);
        var goesOn = lasting is not null && key == current;
        if (!goesOn)
        {
            lasting?.Dispose();
            (lasting, key) = (new MergeSession(seed), current);
        }

        return new RunMerging(new TokenMerger(options, lasting!, totalCalls, recorder), null, goesOn);
    }

    public void Dispose() => lasting?.Dispose();
}

/// <summary>The merging of one run.</summary>
/// <param name="Merger">The merger; null without merging.</param>
/// <param name="Session">What ends with the run; null where the session lasts.</param>
/// <param name="GoesOn">Whether it goes on with the session of the run before.</param>
internal sealed record RunMerging(TokenMerger? Merger, MergeSession? Session, bool GoesOn) : IDisposable
{
    public void Dispose() => Session?.Dispose();
}

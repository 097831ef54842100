using CaToMe.Reuse;
using CaToMe.UNet;

namespace CaToMe.Merging;

/// <summary>
/// Begins the merging of each run. A run has a session of its own; in reference-compatible mode the last one goes on as long
/// as settings and shapes stay the same, as the published code never resets its cache.
/// </summary>
internal sealed class MergeSessions : IDisposable
{
    private (MergeOptions Options, BatchShape Shape) key;
    private MergeSession? lasting;

    /// <summary>Begins.</summary>
    /// <param name="options">How tokens are merged.</param>
    /// <param name="imageSeed">Seed of random destinations where the options name none.</param>
    /// <param name="shape">What the U-Net gets.</param>
    /// <param name="totalCalls">The run's number of U-Net calls.</param>
    /// <param name="recorder">Is told what each block does.</param>
    internal RunMerging Begin(MergeOptions options, long imageSeed, BatchShape shape, int totalCalls, MergeRecorder recorder)
    {
        if (options.Method == MergeMethod.None)
        {
            return new RunMerging(new EveryToken(), null, GoesOn: false);
        }

        var seed = options.Seed ?? imageSeed;
        if (!options.ReferenceCompatible)
        {
            var session = new MergeSession(seed);
            return new RunMerging(
                new TokenMerger(options, session, new ListedCalls(options.EffectiveCheckpoints.For(totalCalls)), recorder),
                session, GoesOn: false);
        }

        var goesOn = lasting is not null && key == (options, shape);
        if (!goesOn)
        {
            lasting?.Dispose();
            (lasting, key) = (new MergeSession(seed), (options, shape));
        }

        var published = new ListedCalls(options.EffectiveCheckpoints.InPublishedCode(totalCalls));
        return new RunMerging(new TokenMerger(options, lasting!, published, recorder), null, goesOn);
    }

    public void Dispose() => lasting?.Dispose();
}

namespace CaToMe.Reuse;

/// <summary>Decides when to compute and when to use again what was computed before: for every kind of reuse, at every place.</summary>
internal interface IReusePolicy
{
    /// <summary>Whether to compute, even though something is kept.</summary>
    /// <param name="site">The place, by its name in the checkpoint.</param>
    /// <param name="computedAt">The call that computed what is kept; -1: one of an earlier run.</param>
    /// <param name="call">The U-Net call of the run, from 0.</param>
    bool Computes(string site, int computedAt, int call);
}

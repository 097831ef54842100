namespace CaToMe.Merging;

/// <summary>Which source tokens are merged.</summary>
public enum MergeMethod
{
    /// <summary>None: the network as it is.</summary>
    None,

    /// <summary>Token merging (ToMe for SD, arXiv 2303.17604): a fixed share of the tokens.</summary>
    ToMe,

    /// <summary>Cached adaptive token merging (CA-ToMe, arXiv 2501.00946): every source as similar as the threshold.</summary>
    CaToMe,
}

using CaToMe.Merging;

namespace CaToMe.Tool.Options;

/// <summary>CA-ToMe's settings where the user names none.</summary>
internal static class Recommended
{
    /// <summary>The paper's.</summary>
    internal static MergeOptions Other { get; } = new() { Method = MergeMethod.CaToMe };

    internal static MergeOptions For(bool embedded) => embedded ? EmbeddedModel.RecommendedMerge : Other;
}

namespace CaToMe.Measuring;

/// <summary>One way of running one U-Net.</summary>
/// <param name="Subject">Geometry and size.</param>
/// <param name="Implementation"><c>CaToMe</c>, or the libraries that it is compared with.</param>
/// <param name="Dtype">In which floating-point type.</param>
/// <param name="Setting">How tokens are merged.</param>
/// <param name="Seconds">Median time of a call; with caching, the mean over a checkpoint and the calls up to the next.</param>
/// <param name="Fastest">The fastest call (or mean of such calls).</param>
/// <param name="MergedShare">Share of the tokens merged in the blocks that take part.</param>
/// <param name="ApplicationShare">Share of a call's time that merging and unmerging take, without matching; null where nothing is merged by us.</param>
public sealed record UNetTiming(
    BenchmarkSubject Subject, string Implementation, string Dtype, string Setting, double Seconds, double Fastest, double MergedShare,
    double? ApplicationShare);

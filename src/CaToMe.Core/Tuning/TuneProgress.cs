namespace CaToMe.Tuning;

/// <summary>How far a search is.</summary>
/// <param name="Stage">What it does now, in words.</param>
/// <param name="Pictures">Pictures drawn so far; those that were remembered are not counted.</param>
/// <param name="Best">The best so far, in words; null before there is one.</param>
public readonly record struct TuneProgress(string Stage, int Pictures, string? Best);

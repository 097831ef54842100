namespace CaToMe.Studies;

/// <summary>How far a study is.</summary>
/// <param name="Pictures">Pictures of this part of the study.</param>
/// <param name="Known">Of these, those that were there before.</param>
/// <param name="Drawn">Of these, those drawn now.</param>
/// <param name="Current">The picture in hand: its setting and prompt; null before the first and after the last.</param>
/// <param name="TimeLeft">An estimate; null before the first picture is drawn.</param>
public readonly record struct StudyProgress(long Pictures, long Known, long Drawn, string? Current, TimeSpan? TimeLeft);

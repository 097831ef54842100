namespace CaToMe.Tuning;

/// <summary>Calls of a run that compute the same.</summary>
/// <param name="Name">What they compute.</param>
/// <param name="Calls">How many they are.</param>
/// <param name="Seconds">What one takes, undisturbed: see <see cref="CallTimes"/>.</param>
internal sealed record CallKind(string Name, int Calls, double Seconds);

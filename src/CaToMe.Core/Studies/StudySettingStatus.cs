namespace CaToMe.Studies;

/// <summary>How many pictures of a study's setting are there.</summary>
/// <param name="Name">The setting.</param>
/// <param name="Done">Pictures that are there.</param>
/// <param name="Pictures">How many the study has; null where the study does not have them any more.</param>
/// <param name="MeanSeconds">Mean time of a picture; null where there is none.</param>
public sealed record StudySettingStatus(string Name, long Done, long? Pictures, double? MeanSeconds);

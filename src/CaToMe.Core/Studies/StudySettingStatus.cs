namespace CaToMe.Studies;

/// <summary>How many pictures of a study's setting are there.</summary>
/// <param name="Name">The setting.</param>
/// <param name="Done">Pictures that are there, those of earlier values under the same name among them.</param>
/// <param name="Pictures">How many the study has; null where the study has no such setting any more.</param>
/// <param name="MeanSeconds">Mean time of a picture; null where there is none.</param>
public sealed record StudySettingStatus(string Name, long Done, long? Pictures, double? MeanSeconds);

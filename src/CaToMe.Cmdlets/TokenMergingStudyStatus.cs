using CaToMe.Studies;

namespace CaToMe;

/// <summary>How many pictures of a study's setting are there.</summary>
public sealed class TokenMergingStudyStatus
{
    private readonly StudyStatus study;
    private readonly StudySettingStatus status;

    internal TokenMergingStudyStatus(StudyStatus study, StudySettingStatus status) => (this.study, this.status) = (study, status);

    /// <summary>The study's results folder.</summary>
    public string Study => study.Folder;

    /// <summary>The model that draws; null before the first picture.</summary>
    public string? Model => study.Model;

    /// <summary>The setting.</summary>
    public string Setting => status.Name;

    /// <summary>Pictures that the study has of it; null where they are of an earlier version of the study, or were saved from a pipeline.</summary>
    public long? Pictures => status.Pictures;

    /// <summary>Pictures that are there.</summary>
    public long Done => status.Done;

    /// <summary>Pictures that are still to be drawn; null where none are asked for.</summary>
    public long? Missing => status.Pictures - status.Done;

    /// <summary>Mean time of a picture; null where there is none.</summary>
    public TimeSpan? Elapsed => status.MeanSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Setting}: {Done}";
}

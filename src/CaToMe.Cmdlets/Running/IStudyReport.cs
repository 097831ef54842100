using CaToMe.Requests;
using CaToMe.Studies;

namespace CaToMe.Running;

/// <summary>Hears of a study that is being drawn.</summary>
internal interface IStudyReport
{
    /// <summary>How far the study is.</summary>
    void Show(StudyProgress study);

    /// <summary>How far the picture in hand is.</summary>
    void Show(GenerationProgress picture);

    /// <summary>What a picture's run warned of.</summary>
    void Warn(IReadOnlyList<string> warnings);

    /// <summary>A picture that was drawn.</summary>
    void Take(StudyRow row);
}

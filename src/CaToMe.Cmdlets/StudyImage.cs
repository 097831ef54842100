using CaToMe.Imaging;
using CaToMe.Reporting;
using CaToMe.Studies;

namespace CaToMe;

/// <summary>A picture of a study. Its properties have the names of New-DiffusionImage's, whose parameters they are too: piped to it, the picture is drawn
/// again.</summary>
public sealed class StudyImage : DrawnImage
{
    internal StudyImage(StudyRow row, string folder) : base(row.ToMetadata()) => (Row, Study) = (row, folder);

    /// <summary>The setting's name.</summary>
    public string Setting => Row.Setting;

    /// <summary>The file.</summary>
    public string Path => Fidelity.PathOf(Study, Row);

    /// <summary>Hash of everything that decides the picture.</summary>
    public string Item => Row.Item;

    /// <summary>The study's results folder.</summary>
    public string Study { get; }

    /// <summary>Name of the model that drew it.</summary>
    public string ModelName => Row.Model;

    /// <summary>The device that drew it.</summary>
    public string Device => Row.Device;

    /// <summary>The floating-point type that it was drawn in.</summary>
    public string Dtype => Row.Dtype;

    /// <summary>The recipe that it was drawn by, whose values are among the others; null without one.</summary>
    public string? RecipeName => Row.Recipe;

    /// <summary>Time in the sampling loop alone; null where it is not known.</summary>
    public TimeSpan? SamplingTime => Row.SamplingSeconds is { } seconds ? Duration.OfSeconds(seconds) : null;

    /// <summary>When it was finished, in UTC.</summary>
    public DateTime Finished => Row.Finished;

    /// <summary>Its line in the results folder.</summary>
    internal StudyRow Row { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Prompt}: {Setting}";
}

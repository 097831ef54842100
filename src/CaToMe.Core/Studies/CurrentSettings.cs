namespace CaToMe.Studies;

/// <summary>The settings of a study as it is now: which of them a picture of its results folder belongs to.</summary>
internal sealed class CurrentSettings
{
    private readonly Dictionary<string, string> namesByValues = new(StringComparer.Ordinal);
    private readonly HashSet<string> names;
    private readonly string? modelHash;

    /// <summary>Takes a study's settings.</summary>
    /// <param name="study">The study.</param>
    /// <param name="manifest">What the folder was last drawn with; null where nothing was.</param>
    internal CurrentSettings(StudyFile study, StudyManifest? manifest)
    {
        (names, modelHash) = ([.. study.Settings.Select(s => s.Name)], manifest?.ModelHash);
        foreach (var setting in study.Settings)
        {
            namesByValues.TryAdd(setting.Asked, setting.Name);
        }
    }

    /// <summary>The name of the setting whose values a picture was drawn with, whatever it was called then; null where the study has none such.</summary>
    internal string? NameOf(StudyRow row) =>
        modelHash is null || row.ModelHash == modelHash ? namesByValues.GetValueOrDefault(row.Values) : null;

    /// <summary>Whether a picture has the name of a setting that has other values now.</summary>
    internal bool IsEarlier(StudyRow row) => names.Contains(row.Setting) && NameOf(row) is null;
}

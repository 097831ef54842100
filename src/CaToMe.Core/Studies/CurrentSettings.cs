namespace CaToMe.Studies;

/// <summary>The settings of a study as it is now: which of them a picture of its results folder belongs to.</summary>
internal sealed class CurrentSettings
{
    private readonly Dictionary<string, string> namesByValues = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> names; // and their places in the study
    private readonly string? modelHash;

    /// <summary>Takes a study's settings.</summary>
    /// <param name="study">The study.</param>
    /// <param name="manifest">What the folder was last drawn with; null where nothing was.</param>
    internal CurrentSettings(StudyFile study, StudyManifest? manifest)
    {
        (names, modelHash) = (study.Settings.Index().ToDictionary(s => s.Item.Name, s => s.Index, StringComparer.Ordinal), manifest?.ModelHash);
        foreach (var setting in study.Settings)
        {
            namesByValues.TryAdd(setting.Asked, setting.Name);
        }
    }

    /// <summary>The name of the setting whose values a picture was drawn with, whatever it was called then; null where the study has none such.</summary>
    internal string? NameOf(StudyRow row) =>
        modelHash is null || row.ModelHash == modelHash ? namesByValues.GetValueOrDefault(row.Values) : null;

    /// <summary>A setting's place in the study; those that it does not have come last.</summary>
    internal int PlaceOf(string setting) => names.GetValueOrDefault(setting, int.MaxValue);

    /// <summary>Whether a picture has the name of a setting that has other values now.</summary>
    internal bool IsEarlier(StudyRow row) => names.ContainsKey(row.Setting) && NameOf(row) is null;
}

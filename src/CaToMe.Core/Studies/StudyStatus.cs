namespace CaToMe.Studies;

/// <summary>How far a study's results folder is.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Model">The model that draws; null before the first picture.</param>
/// <param name="Settings">Every setting of the study, and those of earlier versions of it that have pictures.</param>
public sealed record StudyStatus(string Folder, string? Model, IReadOnlyList<StudySettingStatus> Settings)
{
    /// <summary>Looks into a folder.</summary>
    /// <param name="folder">The results folder.</param>
    /// <param name="study">The study.</param>
    /// <exception cref="CaToMeException">The folder is missing, or a file in it cannot be read.</exception>
    public static StudyStatus Of(string folder, StudyFile study)
    {
        ArgumentNullException.ThrowIfNull(study);
        if (!Directory.Exists(folder))
        {
            throw new CaToMeException($"The results folder {folder} is not there. Name the folder that catome study run wrote, or its study's file.");
        }

        var (count, seconds) = (new Dictionary<string, long>(StringComparer.Ordinal), new Dictionary<string, double>(StringComparer.Ordinal));
        foreach (var row in new StudyFolder(folder).Rows())
        {
            count[row.Setting] = count.GetValueOrDefault(row.Setting) + 1;
            seconds[row.Setting] = seconds.GetValueOrDefault(row.Setting) + row.TotalSeconds;
        }

        var each = study.Count() / study.Settings.Count;
        var names = study.Settings.Select(s => s.Name).ToList();
        var settings = names.Concat(count.Keys.Except(names)).Select(name => new StudySettingStatus(
            name, count.GetValueOrDefault(name), names.Contains(name) ? each : null, count.TryGetValue(name, out var n) ? seconds[name] / n : null));
        return new StudyStatus(folder, StudyManifest.Read(folder)?.Model, [.. settings]);
    }
}

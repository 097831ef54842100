namespace CaToMe.Studies;

/// <summary>How far a study's results folder is.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Model">The model that draws; null before the first picture.</param>
/// <param name="Settings">Every setting of the study; then, by name, what is there of earlier versions of it: other settings, values, prompts or seeds.</param>
public sealed record StudyStatus(string Folder, string? Model, IReadOnlyList<StudySettingStatus> Settings)
{
    /// <summary>Looks into a folder.</summary>
    /// <param name="folder">The results folder.</param>
    /// <param name="study">The study.</param>
    /// <exception cref="CaToMeException">The folder is missing, or a file in it cannot be read.</exception>
    public static StudyStatus Of(string folder, StudyFile study)
    {
        ArgumentNullException.ThrowIfNull(study);
        var (rows, manifest) = (StudyFolder.Existing(folder).Rows(), StudyManifest.Read(folder));
        var current = new CurrentSettings(study, manifest);
        var (prompts, seeds, all) = (study.AllPrompts().ToHashSet(StringComparer.Ordinal), study.Seeds.ToHashSet(), study.AllPrompts().LongCount());
        var (done, earlier) = (study.Settings.ToDictionary(s => s.Name, _ => new Drawn()), new SortedDictionary<string, Drawn>(StringComparer.Ordinal));
        var seen = new HashSet<(string Setting, string Prompt, long Seed)>();
        foreach (var row in rows)
        {
            if (current.NameOf(row) is not { } name || !prompts.TryGetValue(row.Prompt, out var prompt) || !seeds.Contains(row.Seed))
            {
                earlier.TryAdd(row.Setting, new Drawn());
                earlier[row.Setting].Add(row);
            }
            else if (seen.Add((name, prompt, row.Seed)))
            {
                done[name].Add(row);
            }
        }

        return new StudyStatus(folder, manifest?.Model,
        [
            .. study.Settings.Select(s => done[s.Name].Status(s.Name, all * study.Seeds.Count)),
            .. earlier.Select(s => s.Value.Status(s.Key, null)),
        ]);
    }

    /// <summary>Looks into a folder whose manifest says the study; without one, pictures that were saved are there, and none are asked for.</summary>
    /// <param name="folder">The results folder.</param>
    /// <exception cref="CaToMeException">The folder is missing, or a file in it cannot be read.</exception>
    internal static StudyStatus Of(string folder)
    {
        var rows = StudyFolder.Existing(folder).Rows();
        if (StudyManifest.Read(folder) is { } manifest)
        {
            return Of(folder, manifest.ToStudy());
        }

        var (saved, model) = (new OrderedDictionary<string, Drawn>(StringComparer.Ordinal), (string?)null);
        foreach (var row in rows)
        {
            model ??= row.Model;
            saved.TryAdd(row.Setting, new Drawn());
            saved[row.Setting].Add(row);
        }

        return new StudyStatus(folder, model, [.. saved.Select(s => s.Value.Status(s.Key, null))]);
    }

    /// <summary>Pictures of a setting that are there.</summary>
    private sealed class Drawn
    {
        private long pictures;
        private double seconds;

        internal void Add(StudyRow row)
        {
            pictures++;
            seconds += row.TotalSeconds;
        }

        internal StudySettingStatus Status(string name, long? asked) => new(name, pictures, asked, pictures == 0 ? null : seconds / pictures);
    }
}

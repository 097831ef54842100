namespace CaToMe.Studies;

/// <summary>
/// What a results folder holds, under the settings that its study has now. Pictures of settings that the study does not have any more are there too;
/// those drawn with earlier values of a setting that it still has are not.
/// </summary>
internal sealed class StudyResults
{
    private readonly StudyFolder folder;
    private readonly CurrentSettings? current;

    private StudyResults(StudyFolder folder, CurrentSettings? current) => (this.folder, this.current) = (folder, current);

    /// <summary>Opens a folder.</summary>
    /// <param name="root">The results folder.</param>
    /// <exception cref="CaToMeException">It is not there, or its manifest cannot be read.</exception>
    internal static StudyResults Of(string root)
    {
        var (folder, manifest) = (StudyFolder.Existing(root), StudyManifest.Read(root));
        try
        {
            return new StudyResults(folder, manifest is null ? null : new CurrentSettings(manifest.ToStudy(), manifest));
        }
        catch (CaToMeException e)
        {
            return new StudyResults(folder, null) { Doubt = e.Message };
        }
    }

    /// <summary>Why it is not known which pictures were drawn with earlier values, where the study cannot be understood any more (a recipe's file is gone, a
    /// value is not accepted any more); otherwise null. All pictures are there then, by the names that they were drawn under.</summary>
    internal string? Doubt { get; private init; }

    /// <summary>The rows, read as they are asked for.</summary>
    internal IEnumerable<StudyRow> Rows() => folder.Rows().Where(row => !IsEarlier(row)).Select(row => row with { Setting = NameOf(row) });

    /// <summary>The calls of these rows, read as they are asked for.</summary>
    internal IEnumerable<StudyCallRow> Calls()
    {
        var settings = Rows().ToDictionary(row => StudyFolder.Key(row.Item), row => row.Setting);
        return folder.Calls().Where(call => settings.ContainsKey(StudyFolder.Key(call.Item)))
            .Select(call => call with { Setting = settings[StudyFolder.Key(call.Item)] });
    }

    /// <summary>A setting's place in the study as it is now; those that it does not have come last.</summary>
    internal int PlaceOf(string setting) => current?.PlaceOf(setting) ?? 0;

    /// <summary>How many pictures were drawn with earlier values of a setting.</summary>
    internal int CountEarlier() => folder.Rows().Count(IsEarlier);

    private bool IsEarlier(StudyRow row) => current?.IsEarlier(row) == true;

    private string NameOf(StudyRow row) => current?.NameOf(row) ?? row.Setting;
}

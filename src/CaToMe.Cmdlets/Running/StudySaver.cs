using System.Management.Automation;
using CaToMe.Errors;
using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Reporting;
using CaToMe.Runtime;
using CaToMe.Shell;
using CaToMe.Studies;

namespace CaToMe.Running;

/// <summary>Saves pictures of cmdlets as a study: each picture, its line and, where they were collected, its calls.</summary>
internal sealed class StudySaver
{
    private readonly string root;
    private readonly StudyFolder folder;
    private readonly HashSet<ulong> done = [];
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<ulong, string>> copied = new(StringComparer.Ordinal);

    /// <summary>Looks at what is there.</summary>
    /// <param name="root">The results folder, made where it is missing.</param>
    /// <exception cref="CaToMeException">A study's file has its results there.</exception>
    internal StudySaver(string root)
    {
        (this.root, folder) = (root, new StudyFolder(root));
        if (StudyManifest.Read(root) is not null)
        {
            throw new CommandException(
                ErrorIds.FileExists, ErrorCategory.ResourceExists, $"{root} has the results of a study's file.",
                "Give another folder: what Invoke-TokenMergingStudy draws there is not to be mixed with other pictures.", root);
        }

        foreach (var row in folder.Rows())
        {
            done.Add(StudyFolder.Key(row.Item));
            values.TryAdd(row.Setting, ValuesOf(row));
        }
    }

    /// <summary>Saves a picture, unless it is there.</summary>
    /// <param name="record">What a cmdlet returned.</param>
    /// <param name="setting">The setting's name; null: how tokens were merged.</param>
    /// <returns>Whether it was not there yet.</returns>
    /// <exception cref="CaToMeException">It cannot be saved.</exception>
    internal bool Save(object record, string? setting) => record switch
    {
        StudyImage image => Copy(image, setting ?? image.Setting),
        TokenMergingMeasurement measured => Save(
            ImageMetadata.Of(measured.Record.Result) with { Elapsed = measured.Elapsed }, setting ?? measured.Setting, measured.Record.Result.SamplingTime,
            DateTime.UtcNow, measured.Record.Result.Statistics, metadata => PngFile.Encode(measured.Record.Result.Images[0], metadata.ToText())),
        DiffusionImage image => Save(
            image.Metadata, setting ?? NameOf(image), image.SamplingTime, FinishedAt(image.Path), image.Statistics, _ => image.Bytes ?? Read(image.Path!)),
        DiffusionImageInfo info => Save(info.Metadata, setting ?? NameOf(info), null, FinishedAt(info.Path), MergeStatistics.Empty, _ => Read(info.Path)),
        _ => throw new CommandException(
            ErrorIds.InputNotAccepted, ErrorCategory.InvalidType, $"{record} is no picture of a study.",
            "Pipe what New-DiffusionImage, Measure-TokenMerging, Get-DiffusionImageInfo or Import-TokenMergingStudy returned."),
    };

    /// <summary>Copies the calls of the pictures that were copied from other studies.</summary>
    /// <exception cref="CaToMeException">A file cannot be read or written.</exception>
    internal void CopyCalls()
    {
        foreach (var (study, settings) in copied)
        {
            var group = new List<StudyCallRow>();
            foreach (var call in StudyResults.Of(study).Calls().Where(c => settings.ContainsKey(StudyFolder.Key(c.Item))))
            {
                if (group.Count > 0 && group[0].Item != call.Item)
                {
                    folder.AppendCalls(group);
                    group.Clear();
                }

                group.Add(call with { Setting = settings[StudyFolder.Key(call.Item)] });
            }

            folder.AppendCalls(group);
        }
    }

    private bool Copy(StudyImage image, string setting)
    {
        var row = image.Row with { Setting = setting };
        if (!Write(row, [], () => Read(image.Path)))
        {
            return false;
        }

        copied.TryAdd(image.Study, []);
        copied[image.Study][StudyFolder.Key(row.Item)] = setting;
        return true;
    }

    private bool Save(
        ImageMetadata drawn, string setting, TimeSpan? sampling, DateTime finished, MergeStatistics statistics, Func<ImageMetadata, byte[]> encode)
    {
        if (!drawn.IsExact || drawn.Elapsed is null || drawn.Request.Batch != 1)
        {
            throw new CommandException(
                ErrorIds.InputNotAccepted, ErrorCategory.InvalidData,
                drawn.Request.Batch != 1 ? "A study has one picture for a prompt, a seed and a setting, and this one is of a batch."
                    : "Not all is known of this picture: another program drew it, or it went on with the pairs of the picture before.",
                "Draw it with New-DiffusionImage, and several pictures with -Count.");
        }

        var named = new StudySetting(setting, AskedValues.Pairs(drawn.Request, drawn.Dtype).ToDictionary(p => p.Key, p => p.Value));
        var item = StudyItem.Of(named, drawn);
        return Write(
            StudyRow.Of(item, drawn, sampling, finished), statistics.Calls.Any(c => c.Pairs is not null) ? StudyCallRow.Of(item, statistics) : [],
            () => encode(drawn));
    }

    private bool Write(StudyRow row, IReadOnlyCollection<StudyCallRow> calls, Func<byte[]> encode)
    {
        var item = StudyFolder.Key(row.Item);
        if (done.Contains(item))
        {
            return false;
        }

        if (values.GetValueOrDefault(row.Setting) is { } known && known != ValuesOf(row))
        {
            throw new OptionException("Setting", row.Setting,
                $"pictures of that name have {known}, and this one {ValuesOf(row)}. Name them apart, such as by -Setting {{ \"$($_.Steps) steps\" }}.");
        }

        var png = encode();
        WholeFile.Write(Fidelity.PathOf(root, row), stream => stream.Write(png));
        folder.Append(row, calls);
        values[row.Setting] = ValuesOf(row);
        return done.Add(item);
    }

    private static string NameOf(DrawnImage image) => MergeLabels.InNotation(image.Merge).Label;

    private static string ValuesOf(StudyRow row) => $"{row.Values}, model: {row.Model}";

    private static DateTime FinishedAt(string? path) => path is null ? DateTime.UtcNow : File.GetLastWriteTimeUtc(path);

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                ErrorIds.ImageNotReadable, ErrorCategory.ReadError, $"{path} cannot be read: {e.Message}", "Save pictures before they are moved.", path);
        }
    }
}

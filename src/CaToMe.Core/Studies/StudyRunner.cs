using System.Diagnostics;
using CaToMe.Imaging;
using CaToMe.Models;

namespace CaToMe.Studies;

/// <summary>
/// Draws a study's pictures into its results folder. What is there is not drawn again: a run that was killed goes on, and a study that was changed
/// keeps what still applies. Memory does not grow with the number of pictures, but for 8 bytes of each that is done.
/// </summary>
public sealed class StudyRunner
{
    private const int WarmUpSteps = 2;

    private readonly StudyFile study;
    private readonly StudyFolder folder;
    private readonly string root;
    private readonly StudyShard shard;
    private readonly Func<string?, IStudyModel> load;
    private readonly IProgress<StudyProgress>? progress;
    private readonly CancellationToken cancellation;
    private readonly HashSet<ulong> done;
    private readonly HashSet<StudySetting> warm = [];
    private readonly Stopwatch drawing = new();
    private Action<StudyRow>? onDrawn;
    private long index, mine, known, drawn, pictures;

    private StudyRunner(
        StudyFile study, string root, StudyShard shard, Func<string?, IStudyModel> load, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        (this.study, this.root, this.shard, this.load, this.progress, this.cancellation) = (study, root, shard, load, progress, cancellation);
        folder = new StudyFolder(root);
        done = folder.Done();
    }

    /// <summary>Runs a study, or a part of it.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">The results folder; it is made where it is missing.</param>
    /// <param name="options">How the model is loaded; a setting's type goes before its own.</param>
    /// <param name="shard">Which part.</param>
    /// <param name="progress">Told before each picture and at the end.</param>
    /// <param name="cancellationToken">Takes effect within a picture; those before it are kept.</param>
    /// <returns>How many pictures there are, were there, and were drawn.</returns>
    /// <exception cref="CaToMeException">A setting is not accepted by the model, or a file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static StudyProgress Run(
        StudyFile study, string folder, PipelineOptions? options = null, StudyShard? shard = null, IProgress<StudyProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(study);
        var plain = options ?? new PipelineOptions();
        return Run(
            study, folder,
            dtype => new PipelineModel(DiffusionPipeline.Load(study.Model, dtype is null ? plain : plain with { Dtype = dtype }, cancellationToken)),
            shard ?? StudyShard.Whole, progress, cancellationToken);
    }

    /// <summary>Runs a study with models that are loaded by type; null: in their own. Each row is told of when it is written.</summary>
    internal static StudyProgress Run(
        StudyFile study, string folder, Func<string?, IStudyModel> load, StudyShard shard, IProgress<StudyProgress>? progress,
        CancellationToken cancellationToken, Action<StudyRow>? onDrawn = null) =>
        new StudyRunner(study, folder, shard, load, progress, cancellationToken) { onDrawn = onDrawn }.Run();

    private StudyProgress Run() => StudyPart.Tell(root, shard, DrawAll);

    private StudyProgress DrawAll()
    {
        pictures = shard.PicturesOf(study.Count());
        foreach (var type in study.Settings.GroupBy(s => s.Dtype))
        {
            using var model = load(type.Key);
            StudyManifest.Of(study, model.Info).Write(root);
            Draw(model, [.. type]);
        }

        return Tell(null);
    }

    /// <summary>All pictures of the settings that share a type.</summary>
    private void Draw(IStudyModel model, IReadOnlyList<StudySetting> settings)
    {
        var all = from prompt in study.AllPrompts() from seed in study.Seeds from setting in settings select (prompt, seed, setting);
        foreach (var (prompt, seed, setting) in all)
        {
            if (!shard.Has(index++))
            {
                continue;
            }

            mine++;
            var request = (setting.Apply(prompt, seed) with { CollectPairs = study.Calls }).Resolve(model.Info);
            var item = StudyItem.Of(setting, request, model.Info);
            if (!done.Add(StudyFolder.Key(item.Hash)))
            {
                known++;
                continue;
            }

            Tell($"{setting.Name}: {prompt}");
            Draw(model, item);
            drawn++;
        }
    }

    private void Draw(IStudyModel model, StudyItem item)
    {
        cancellation.ThrowIfCancellationRequested();
        drawing.Start();
        if (warm.Add(item.Setting))
        {
            model.Generate(item.Request with { Steps = Math.Min(WarmUpSteps, item.Request.Steps), Schedule = null }, null, cancellation);
        }

        var result = model.Generate(item.Request, null, cancellation);
        PngFile.Save(Path.Combine(root, item.Picture), result.Images[0], ImageMetadata.Of(result).ToText());
        var row = StudyRow.Of(item, result);
        folder.Append(row, study.Calls ? StudyCallRow.Of(item, result.Statistics) : [], shard.Name);
        drawing.Stop();
        onDrawn?.Invoke(row);
    }

    private StudyProgress Tell(string? current)
    {
        TimeSpan? left = drawn == 0 ? null : drawing.Elapsed / drawn * (pictures - mine + (current is null ? 0 : 1));
        var state = new StudyProgress(pictures, known, drawn, current, left);
        progress?.Report(state);
        return state;
    }
}

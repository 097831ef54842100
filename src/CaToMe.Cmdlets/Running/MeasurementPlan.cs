using CaToMe.Measuring;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Shell;

namespace CaToMe.Running;

/// <summary>
/// What Measure-TokenMerging draws: each picture without merging first, then under every setting that was asked for with it. What is asked
/// for twice is drawn once.
/// </summary>
internal sealed class MeasurementPlan
{
    private readonly OrderedDictionary<(DiffusionModel Model, GenerationRequest Request), Picture> pictures = [];

    /// <summary>The pictures, in the order in which they were asked for.</summary>
    internal IReadOnlyCollection<Picture> Pictures => pictures.Values;

    /// <summary>Adds pictures under settings.</summary>
    /// <param name="model">The model that draws.</param>
    /// <param name="requests">The pictures.</param>
    /// <param name="settings">The settings; the one without merging is always there.</param>
    /// <param name="target">What an error of theirs is about.</param>
    internal void Add(DiffusionModel model, IEnumerable<GenerationRequest> requests, IEnumerable<MergeOptions> settings, object? target)
    {
        var named = settings.Select(s => MergeLabels.InNotation(s.FilledFrom(model.Pipeline.Model.RecommendedMerge))).ToList();
        foreach (var request in requests)
        {
            pictures.TryAdd((model, request), new Picture(model, request, target));
            var planned = pictures[(model, request)].Settings;
            planned.AddRange(named.Except(planned));
        }
    }

    /// <summary>A picture and the settings that it is drawn under.</summary>
    /// <param name="Model">The model that draws.</param>
    /// <param name="Request">The picture.</param>
    /// <param name="Target">What an error is about.</param>
    internal sealed record Picture(DiffusionModel Model, GenerationRequest Request, object? Target)
    {
        /// <summary>The settings, without merging first.</summary>
        internal List<MergeSetting> Settings { get; } = [MergeLabels.InNotation(MergeOptions.None)];
    }
}

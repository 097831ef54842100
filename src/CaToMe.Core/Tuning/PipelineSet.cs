namespace CaToMe.Tuning;

/// <summary>A model that is loaded in several types.</summary>
/// <param name="load">Loads it in a type; null: in its own.</param>
internal sealed class PipelineSet(Func<string?, DiffusionPipeline> load) : IDisposable
{
    private readonly Dictionary<string, DiffusionPipeline> pipelines = new(StringComparer.Ordinal);

    /// <summary>Those that are loaded, by their types.</summary>
    internal IReadOnlyDictionary<string, DiffusionPipeline> ByDtype => pipelines;

    /// <summary>The model in a type, loaded once.</summary>
    internal DiffusionPipeline Load(string? dtype)
    {
        if (dtype is not null && pipelines.TryGetValue(dtype, out var known))
        {
            return known;
        }

        var pipeline = load(dtype);
        pipelines[pipeline.Model.Dtype] = pipeline;
        return pipeline;
    }

    public void Dispose()
    {
        foreach (var pipeline in pipelines.Values)
        {
            pipeline.Dispose();
        }
    }
}

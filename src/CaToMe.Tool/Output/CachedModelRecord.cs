using CaToMe.Hub;

namespace CaToMe.Tool.Output;

/// <summary>A line of <c>catome models list --json</c>.</summary>
internal sealed class CachedModelRecord(CachedModel model) : JsonRecord
{
    public string Name => model.Repository;

    public string? Path => model.Path;

    public bool IsComplete => model.IsComplete;

    public long Bytes => model.Bytes;
}

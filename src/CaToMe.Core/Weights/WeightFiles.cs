using System.Text.Json;

namespace CaToMe.Weights;

/// <summary>Which files of a component's folder hold its weights.</summary>
/// <param name="Path">The file, or the index of a sharded checkpoint.</param>
/// <param name="Paths">The safetensors files, each once.</param>
/// <param name="ShardOf">For a sharded checkpoint: the file of each tensor.</param>
/// <param name="Variant">The variant, such as <c>fp16</c>; empty for the plain files.</param>
internal sealed record WeightFiles(string Path, IReadOnlyList<string> Paths, IReadOnlyDictionary<string, string>? ShardOf, string Variant)
{
    private static readonly string[] Stems = ["diffusion_pytorch_model", "model"];

    /// <summary>One file.</summary>
    internal static WeightFiles Single(string path, string variant = "") => new(path, [path], null, variant);

    /// <summary>
    /// Finds a component's weights as diffusers and transformers name them: one file or an index with shards; plain, or else
    /// a variant, fp16 first.
    /// </summary>
    /// <exception cref="ModelException">The folder is missing, or has no safetensors weights, or an index that is not valid.</exception>
    internal static WeightFiles Find(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new ModelException($"{folder} is missing. Download the whole model.");
        }

        var names = Directory.EnumerateFiles(folder).Select(f => System.IO.Path.GetFileName(f)).Order(StringComparer.Ordinal).ToList();
        var best = Ordered(names).OrderBy(c => c.Variant.Length > 0).FirstOrDefault();
        if (best is not null)
        {
            var path = System.IO.Path.Combine(folder, best.Name);
            return best.IsIndex ? Sharded(folder, path, best.Variant) : Single(path, best.Variant);
        }

        throw names.Find(PickleFiles.Is) is { } pickle
            ? PickleFiles.RefuseFolder(folder, pickle)
            : new ModelException($"{folder} has no weights: {Stems[0]}.safetensors or {Stems[1]}.safetensors is needed. Download the whole model.");
    }

    /// <summary>Which of several forms of a component's weights is worth fetching: fp16, else the plain one, else another variant.</summary>
    /// <param name="names">The names of files in the component's folder.</param>
    /// <returns>The file or the index; null where there is none.</returns>
    internal static string? SmallestOf(IEnumerable<string> names) =>
        Ordered(names).OrderBy(c => c.Variant != "fp16").ThenBy(c => c.Variant.Length > 0).FirstOrDefault()?.Name;

    /// <summary>Whether a file of this name is the index of weights in shards.</summary>
    internal static bool IsIndexName(string name) => Candidate.Read(name) is { IsIndex: true };

    private static IEnumerable<Candidate> Ordered(IEnumerable<string> names) => names.Select(Candidate.Read).OfType<Candidate>()
        .OrderBy(c => c.Variant != "fp16").ThenBy(c => c.Variant, StringComparer.Ordinal).ThenBy(c => c.IsIndex);

    private static WeightFiles Sharded(string folder, string index, string variant)
    {
        var map = ModelConfig.Read(index).Root;
        if (!map.TryGetProperty("weight_map", out var entries) || entries.ValueKind != JsonValueKind.Object)
        {
            throw new ModelException($"{index} has no weight_map. Download the model again.");
        }

        var shardOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries.EnumerateObject())
        {
            var shard = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : "";
            if (!shard.EndsWith(".safetensors", StringComparison.Ordinal) || shard.AsSpan().ContainsAny('/', '\\', ':'))
            {
                throw new ModelException(
                    $"{index} places {entry.Name} in {entry.Value.GetRawText()}: a .safetensors file of the same folder is accepted, without a path.");
            }

            shardOf[entry.Name] = System.IO.Path.Combine(folder, shard);
        }

        var paths = shardOf.Values.Distinct().Order(StringComparer.Ordinal).ToList();
        return paths.Find(p => !File.Exists(p)) is { } missing
            ? throw new ModelException($"{missing} is missing, and {index} names it. Download the whole model.")
            : paths.Count == 0 ? throw new ModelException($"{index} names no tensors. Download the model again.")
            : new WeightFiles(index, paths, shardOf, variant);
    }

    /// <summary>A file whose name is that of a component's weights.</summary>
    private sealed record Candidate(string Name, string Variant, bool IsIndex)
    {
        internal static Candidate? Read(string name) => name.Split('.') switch
        {
            [var stem, "safetensors"] when Stems.Contains(stem) => new(name, "", false),
            [var stem, "safetensors", "index", "json"] when Stems.Contains(stem) => new(name, "", true),
            [var stem, "safetensors", "index", var variant, "json"] when Stems.Contains(stem) => new(name, variant, true),
            [var stem, var variant, "safetensors"]
                when Stems.Contains(stem) && !variant.Contains("-of-", StringComparison.Ordinal) =>
                new(name, variant, false),
            _ => null,
        };
    }
}

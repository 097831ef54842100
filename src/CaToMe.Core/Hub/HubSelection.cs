using System.Text.Json;
using CaToMe.Weights;

namespace CaToMe.Hub;

/// <summary>
/// Which of a repository's files a model needs: of each component its config and one form of its weights (fp16 first, an index with its shards,
/// safetensors alone), the tokenizers' texts and the scheduler's config. A repository without components is one file.
/// </summary>
internal static class HubSelection
{
    private const string Index = "model_index.json";

    private static readonly string[] Networks = ["unet", "vae", "text_encoder", "text_encoder_2"];

    private static readonly string[] Texts = ["vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json"];

    /// <summary>What is read first: all but weights, and of weights in shards the index.</summary>
    /// <exception cref="ModelException">The repository is no model that can be read; the message says why.</exception>
    internal static IReadOnlyList<string> First(HubReference reference, IReadOnlyList<string> files)
    {
        if (reference.File is { } one)
        {
            return files.Contains(one) ? [one] : throw new ModelException(
                $"{reference.Repository} has no file {one}. It has: {List(Singles(files))}.");
        }

        if (!files.Any(f => f.StartsWith("unet/", StringComparison.Ordinal)))
        {
            return [Single(reference, files)];
        }

        var networks = Networks.Where(n => files.Any(f => f.StartsWith(n + "/", StringComparison.Ordinal))).ToList();
        string[] wanted =
        [
            Index, "concepts.json", "scheduler/scheduler_config.json", .. networks.Select(n => n + "/config.json"),
            .. new[] { "tokenizer", "tokenizer_2" }.SelectMany(t => TextsOf(t, files)),
        ];
        return [.. wanted.Where(files.Contains), .. networks.Select(n => n + "/" + WeightsOf(reference, n, files))];
    }

    /// <summary>The shards that an index names and the repository has.</summary>
    /// <param name="index">The index's path in the repository.</param>
    /// <param name="json">Its text.</param>
    /// <param name="files">The repository's files.</param>
    /// <exception cref="ModelException">It is no index, or names files that are not there.</exception>
    internal static IReadOnlyList<string> Shards(string index, string json, IReadOnlyList<string> files)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var folder = index[..(index.LastIndexOf('/') + 1)];
            var shards = document.RootElement.GetProperty("weight_map").EnumerateObject().Select(t => folder + t.Value.GetString()).Distinct().ToList();
            return shards.Find(s => !files.Contains(s) || !s.EndsWith(".safetensors", StringComparison.Ordinal)) is { } missing
                ? throw new ModelException(
                    $"{index} names {missing}, and the repository has no such safetensors file. Choose another model, or tell its owner.")
                : shards;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ModelException(
                $"{index} of the repository is no index of weights: {e.Message.TrimEnd('.')}. Choose another model, or tell its owner.", e);
        }
    }

    /// <summary>Whether it is an index of weights in shards.</summary>
    internal static bool IsIndex(string file) => WeightFiles.IsIndexName(Path.GetFileName(file));

    /// <summary>Whether a folder holds all that is needed, so that the hub need not be asked.</summary>
    internal static bool IsComplete(string folder)
    {
        if (!File.Exists(Path.Combine(folder, Index)) || !File.Exists(Path.Combine(folder, "scheduler", "scheduler_config.json")))
        {
            return false;
        }

        try
        {
            using var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, Index)));
            return Networks.Where(n => index.RootElement.TryGetProperty(n, out _)).Append("unet").All(network =>
            {
                var place = Path.Combine(folder, network);
                return File.Exists(Path.Combine(place, "config.json")) && WeightFiles.Find(place).Paths.All(File.Exists);
            });
        }
        catch (Exception e) when (e is ModelException or IOException or JsonException or InvalidOperationException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>A vocabulary as its two texts, or where they are missing as one.</summary>
    private static IEnumerable<string> TextsOf(string tokenizer, IReadOnlyList<string> files) =>
        (files.Contains($"{tokenizer}/vocab.json") && files.Contains($"{tokenizer}/merges.txt") ? Texts : [.. Texts, "tokenizer.json"])
            .Select(t => $"{tokenizer}/{t}");

    private static string WeightsOf(HubReference reference, string network, IReadOnlyList<string> files)
    {
        var names = files.Where(f => f.StartsWith(network + "/", StringComparison.Ordinal)).Select(f => f[(network.Length + 1)..]).ToList();
        return WeightFiles.SmallestOf(names)
            ?? throw (names.Find(PickleFiles.Is) is { } pickle
                ? PickleFiles.RefuseFolder($"{reference}: {network}", pickle)
                : new ModelException($"{reference} has no weights in {network}. Choose another model, or tell its owner."));
    }

    /// <summary>The one file of a repository that is no folder of components.</summary>
    private static string Single(HubReference reference, IReadOnlyList<string> files)
    {
        var singles = Singles(files);
        return singles is [var only] ? only
            : singles.Count > 1 ? throw new ModelException(
                $"{reference.Repository} has several files that may be the model. Name one: {List(singles.Select(s => $"{reference.Repository}/{s}"))}.")
            : files.FirstOrDefault(PickleFiles.Is) is { } pickle ? throw PickleFiles.RefuseFolder(reference.Repository, pickle)
            : throw new ModelException(
                $"{reference.Repository} is not a Stable Diffusion model: it has neither a folder unet nor a .safetensors file. Choose another repository.");
    }

    private static List<string> Singles(IReadOnlyList<string> files) =>
        [.. files.Where(f => f.EndsWith(".safetensors", StringComparison.Ordinal) && !f.Contains('/'))];

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Take(20)) is { Length: > 0 } list ? list : "no .safetensors file";
}

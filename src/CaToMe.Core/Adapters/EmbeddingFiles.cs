using System.Security.Cryptography;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Adapters;

/// <summary>Textual inversion embeddings: a file, or a folder of them. A file's name without its ending is the word that calls it.</summary>
internal static class EmbeddingFiles
{
    /// <summary>More vectors than a prompt has tokens are no embedding.</summary>
    private const long MostVectors = 75;

    /// <summary>The files by word.</summary>
    /// <exception cref="ModelException">There is no such file or folder, or a file is a pickle.</exception>
    internal static IReadOnlyDictionary<string, string> Find(string? place)
    {
        if (place is not null && !File.Exists(place) && !Directory.Exists(place))
        {
            throw new ModelException($"The embeddings {place} do not exist. Give a .safetensors file, or a folder of them (Embeddings).");
        }

        var files = place is null ? [] : File.Exists(place) ? [place] : Directory.GetFiles(place).Order(StringComparer.Ordinal).ToArray();
        if (files.FirstOrDefault(PickleFiles.Is) is { } pickle)
        {
            throw PickleFiles.RefusePart(
                pickle, "Download the embedding's .safetensors version, convert it where you trust it, or take it out of the folder.");
        }

        return files.Where(f => Path.GetExtension(f).Equals(".safetensors", StringComparison.OrdinalIgnoreCase))
            .GroupBy(f => Path.GetFileNameWithoutExtension(f), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The vectors for one text encoder, [n, C] in float32, of the caller's dispose scope.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoder">Which of the model's text encoders, from 0.</param>
    /// <param name="width">Its channels, C.</param>
    /// <exception cref="ModelException">The file is not valid, or made for another text encoder.</exception>
    internal static Tensor Load(string path, int encoder, int width)
    {
        using var file = SafetensorsFile.Open(path);
        string[] known = encoder == 0 ? ["clip_l", "emb_params", "*"] : ["clip_g"];
        var key = known.FirstOrDefault(file.Entries.ContainsKey)
            ?? (encoder == 0 && file.Entries.Count == 1 ? file.Entries.Keys.Single() : null) // diffusers: the word itself
            ?? throw new ModelException(
                $"{path} has no embedding for this model's text encoder {encoder + 1}: none of its tensors is {string.Join(" or ", known)}. "
                + "Is it made for another family of models (SD 1.x, SD 2.x, SDXL)?");
        var shape = file.Entries[key].Shape;
        if (shape.Length is not (1 or 2) || shape[^1] != width || shape[0] == 0 || (shape.Length == 2 && shape[0] > MostVectors))
        {
            throw new ModelException($"{path}: the embedding {key} has the shape [{string.Join(", ", shape)}], and this model's text encoder needs "
                + $"[1 to {MostVectors}, {width}]. Is it made for another family of models (SD 1.x, SD 2.x, SDXL)?");
        }

        using var stored = file.Load(key);
        return stored.to(ScalarType.Float32, copy: true).reshape(-1, width);
    }

    /// <summary>The first twelve digits of the file's SHA-256, as the web UI has them.</summary>
    internal static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream))[..12];
    }
}

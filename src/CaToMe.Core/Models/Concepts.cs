using System.Text.Json;

namespace CaToMe.Models;

/// <summary>What a small model can draw, as its folder's <c>concepts.json</c> lists it; most models have no such file.</summary>
internal static class Concepts
{
    private const string FileName = "concepts.json";

    /// <summary>The concepts; empty where the model has no list, or one that cannot be read.</summary>
    /// <param name="path">A model's folder or file.</param>
    internal static IReadOnlyList<string> Of(string path)
    {
        var file = Path.Combine(path, FileName);
        if (!File.Exists(file))
        {
            return [];
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            return [.. json.RootElement.GetProperty("concepts").EnumerateArray().Select(c => c.GetString()!)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [];
        }
    }

    /// <summary>
    /// Warnings where a prompt names nothing that the model can draw; none where it does, or nobody knows. The list is a warning of its own,
    /// the same for every prompt, so that it is shown once.
    /// </summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="concepts">What it can draw.</param>
    internal static IReadOnlyList<string> Advice(string prompt, string model, IReadOnlyList<string> concepts)
    {
        var words = Words(prompt);
        return concepts.Count == 0 || words.Count == 0 || concepts.SelectMany(Words).Any(c => words.Any(w => w.StartsWith(c, StringComparison.Ordinal))) ? []
        :
        [
            $"The model {model} knows nothing of \"{OptionException.Quote(prompt)}\".",
            $"The model {model} draws: {string.Join(", ", concepts)}. Name one of these, or choose another model.",
        ];
    }

    /// <summary>The words in small letters.</summary>
    private static HashSet<string> Words(string text) =>
        [.. text.ToLowerInvariant().Split([.. text.Where(c => !char.IsLetter(c))], StringSplitOptions.RemoveEmptyEntries)];
}

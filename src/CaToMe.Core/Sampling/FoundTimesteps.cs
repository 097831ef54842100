using System.Text.Json;
using System.Text.Json.Serialization;
using CaToMe.Runtime;

namespace CaToMe.Sampling;

/// <summary>
/// Timesteps that a search found for a model, for each number of steps: what the schedule <c>gits</c> stands for (GITS, arXiv 2405.11326). The
/// embedded model's come with the library: models/timesteps.json. Those of other models are in the user's local data.
/// </summary>
/// <param name="Model">Name of the model.</param>
/// <param name="ModelHash">Its hash.</param>
/// <param name="Width">Width in pixels that they were found at.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="GuidanceScale">The guidance scale that they were found with.</param>
/// <param name="Timesteps">The timesteps, falling, by the number of steps.</param>
internal sealed partial record FoundTimesteps(
    string Model, string ModelHash, int Width, int Height, double GuidanceScale, IReadOnlyDictionary<int, IReadOnlyList<double>> Timesteps)
{
    /// <summary>The fewest steps that timesteps are looked for.</summary>
    internal const int FewestSteps = 4;

    /// <summary>The most.</summary>
    internal const int MostSteps = 40;

    /// <summary>Those that come with the library.</summary>
    internal static FoundTimesteps Shipped { get; } = ReadShipped();

    /// <summary>The timesteps of a model.</summary>
    /// <param name="modelHash">Its hash.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="folder">Where those of the user's models are; null: in the user's local data.</param>
    /// <exception cref="OptionException">None were found for the model, or for so many steps.</exception>
    internal static IReadOnlyList<double> Of(string modelHash, int steps, string? folder = null)
    {
        var found = modelHash == Shipped.ModelHash ? Shipped : ReadOwn(modelHash, folder)
            ?? throw NotFound("none were found for this model: look for them with `catome tune` or Optimize-TokenMerging, or take ays.");
        return found.Timesteps.TryGetValue(steps, out var timesteps) ? timesteps
            : throw NotFound(FormattableString.Invariant($"they were found for {FewestSteps} to {MostSteps} steps, not for {steps}."));
    }

    /// <summary>Keeps them for the schedule <c>gits</c>, unless the library has some for the model.</summary>
    /// <param name="folder">Where those of the user's models are; null: in the user's local data.</param>
    /// <returns>The file; null where nothing was written.</returns>
    /// <exception cref="CaToMeException">The file cannot be written.</exception>
    internal string? Keep(string? folder = null)
    {
        if (ModelHash == Shipped.ModelHash || PathOf(ModelHash, folder) is not { } path)
        {
            return null;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Write(path, file => JsonSerializer.Serialize(file, this, FileTypes.Default.FoundTimesteps));
        return path;
    }

    /// <summary>The file's text.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, FileTypes.Default.FoundTimesteps) + "\n";

    private static FoundTimesteps? ReadOwn(string modelHash, string? folder)
    {
        if (PathOf(modelHash, folder) is not { } path || !File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), FileTypes.Default.FoundTimesteps);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CaToMeException($"{path} cannot be read: {e.Message.TrimEnd('.')}. Delete it, and look for timesteps anew.", e);
        }
    }

    private static FoundTimesteps ReadShipped()
    {
        using var stream = typeof(FoundTimesteps).Assembly.GetManifestResourceStream("timesteps.json")!;
        return JsonSerializer.Deserialize(stream, FileTypes.Default.FoundTimesteps)!;
    }

    private static string? PathOf(string modelHash, string? folder) =>
        (folder ?? UserFolders.LocalData) is { } known ? Path.Combine(known, "timesteps", modelHash + ".json") : null;

    private static OptionException NotFound(string accepted) => new("Schedule", TimestepSchedule.Found, accepted);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(FoundTimesteps))]
    private sealed partial class FileTypes : JsonSerializerContext;
}

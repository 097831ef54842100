using System.Text.Json;
using System.Text.RegularExpressions;

namespace CaToMe.Sampling;

/// <summary>A <c>scheduler_config.json</c> on disk.</summary>
internal static partial class SchedulerConfigFile
{
    /// <summary>Reads the file. diffusers writes infinities bare (<c>"lambda_min_clipped": -Infinity</c>), which JSON does not allow: they become strings.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelException">The file is missing or is not JSON.</exception>
    internal static JsonElement Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(BareInfinity().Replace(File.ReadAllText(path), "$1\"$2\""));
            return document.RootElement.Clone();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ModelException($"{path} cannot be read: {error.Message} Take the file from the model's repository again.", error);
        }
    }

    [GeneratedRegex("""(":\s*)(-?Infinity)\b""")]
    private static partial Regex BareInfinity();
}

namespace CaToMe.Models;

/// <summary>The small text-to-image model that comes with CaToMe: see models/emoji/README.md.</summary>
public static class EmbeddedModel
{
    /// <summary>Its folder, beside the library.</summary>
    public static string Path { get; } = System.IO.Path.Combine(
        System.IO.Path.GetDirectoryName(typeof(EmbeddedModel).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory,
        "models",
        "emoji");
}

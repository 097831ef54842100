namespace CaToMe.Sampling;

/// <summary>The schedulers by the names people know.</summary>
public static class SchedulerCatalog
{
    private static readonly Dictionary<string, string> DisplayNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pndm"] = "PLMS",
        ["ddim"] = "DDIM",
        ["ddpm"] = "DDPM",
        ["euler"] = "Euler",
        ["euler-a"] = "Euler a",
        ["heun"] = "Heun",
        ["lms"] = "LMS",
        ["dpm++2m"] = "DPM++ 2M",
        ["dpm++2m-karras"] = "DPM++ 2M Karras",
        ["dpm++2m-sde"] = "DPM++ 2M SDE",
        ["unipc"] = "UniPC",
        ["lcm"] = "LCM",
    };

    /// <summary>The names that a request accepts.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. DisplayNames.Keys];

    /// <summary>The name that web UIs show; the name itself where they have none.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static string DisplayName(string name) => DisplayNames.GetValueOrDefault(name, name);

    /// <summary>The scheduler that web UIs show by this name, or null.</summary>
    /// <param name="text">Such as <c>Euler a</c>.</param>
    public static string? FromDisplayName(string text) =>
        DisplayNames.FirstOrDefault(d => string.Equals(d.Value, text, StringComparison.OrdinalIgnoreCase)).Key;
}

using System.Collections;
using CaToMe.Binding;

namespace CaToMe;

/// <summary>A request as the parameters of New-DiffusionImage.</summary>
internal static class ImageSettings
{
    /// <summary>Parameters and values; what was left to the model and is not known is left out.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">The model's name; null to leave it out.</param>
    /// <param name="unstated">Properties of the request that are not known.</param>
    internal static Hashtable Of(GenerationRequest request, string? model = null, params IEnumerable<string> unstated)
    {
        var settings = new Hashtable(StringComparer.OrdinalIgnoreCase)
        {
            ["Prompt"] = request.Prompt,
            ["NegativePrompt"] = request.NegativePrompt,
            ["Seed"] = request.Seed,
            ["Steps"] = request.Steps,
            ["Batch"] = request.Batch,
            ["VaeTiling"] = request.VaeTiling,
            ["Merge"] = request.Merge,
        };
        Add(settings, "Model", model);
        Add(settings, "GuidanceScale", request.GuidanceScale);
        Add(settings, "Sampler", request.Scheduler);
        Add(settings, "ClipSkip", request.ClipSkip);
        Add(settings, "Size", request is { Width: { } width, Height: { } height } ? new ImageSize(width, height) : null);
        unstated.ToList().ForEach(settings.Remove);
        return settings;
    }

    private static void Add(Hashtable settings, string name, object? value)
    {
        if (value is not null)
        {
            settings[name] = value;
        }
    }
}

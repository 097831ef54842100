using System.Collections;
using CaToMe.Requests;

namespace CaToMe;

/// <summary>A request as the parameters of New-DiffusionImage.</summary>
internal static class ImageSettings
{
    /// <summary>Parameters and values; what was left to the model and is not known is left out, and so are switches that are off.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">The model's name; null to leave it out.</param>
    /// <param name="unstated">Names of settings that are not known.</param>
    internal static Hashtable Of(GenerationRequest request, string? model = null, params IReadOnlyList<string> unstated)
    {
        var settings = new Hashtable(StringComparer.OrdinalIgnoreCase) { ["Prompt"] = request.Prompt, ["Merge"] = request.Merge };

        // Size says both sides, and statistics do not change the picture.
        foreach (var setting in RequestSettings.All.Except([RequestSettings.Width, RequestSettings.Height, RequestSettings.CollectStatistics]))
        {
            Add(setting.Name, unstated.Contains(setting.Name) ? null : setting.Get(request));
        }

        Add("Model", model);
        return settings;

        void Add(string name, object? value)
        {
            if (value is not (null or false))
            {
                settings[name] = value;
            }
        }
    }
}

using CaToMe.Models;
using CaToMe.Requests;

namespace CaToMe.Extensions.AI;

/// <summary>Which model draws, how it is loaded, and what holds for every picture.</summary>
public sealed class CaToMeOptions
{
    /// <summary>A diffusers folder, a model's folder in the cache of the Hugging Face hub, or a <c>.safetensors</c> file. Null: the embedded model.</summary>
    public string? Model { get; set; }

    /// <summary>How the model is loaded. Default: on the first GPU that CUDA knows, else on the CPU.</summary>
    public PipelineOptions Pipeline { get; set; } = new();

    /// <summary>
    /// What a picture is drawn with where a request says nothing else, by the names of the settings of <see cref="RequestSettings"/> in any letter case, such
    /// as <c>steps</c>, or <c>merge</c> for the notation of merging. Default: nothing.
    /// </summary>
    public IDictionary<string, string> Defaults { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}

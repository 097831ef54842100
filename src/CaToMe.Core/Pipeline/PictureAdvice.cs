using CaToMe.Models;
using CaToMe.Requests;

namespace CaToMe.Pipeline;

/// <summary>Says which of a request's settings do nothing with a model, and why.</summary>
internal static class PictureAdvice
{
    /// <summary>Warnings after a run.</summary>
    internal static IEnumerable<string> For(GenerationRequest request, ModelInfo model)
    {
        if (model.EmbedsGuidance && request.NegativePrompt.Length > 0)
        {
            yield return $"The model {model.Name} takes the guidance scale as an input of its U-Net: NegativePrompt has no effect.";
        }

        if (model.IsRefiner && request.InitImage is null)
        {
            yield return $"The model {model.Name} is SDXL's refiner, which finishes pictures: give one with InitImage and a Strength of about 0.3.";
        }
    }
}

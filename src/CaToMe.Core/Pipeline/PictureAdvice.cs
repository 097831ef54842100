using CaToMe.Models;
using CaToMe.Requests;

namespace CaToMe.Pipeline;

/// <summary>Says which of a request's settings do nothing with a model, and why.</summary>
internal static class PictureAdvice
{
    private const int Many = 16;

    /// <summary>Warnings after a run.</summary>
    internal static IEnumerable<string> For(GenerationRequest request, ModelInfo model)
    {
        if (model.EmbedsGuidance && request.NegativePrompt.Length > 0)
        {
            yield return $"The model {model.Name} takes the guidance scale as an input of its U-Net: NegativePrompt has no effect.";
        }

        if (model.IsDistilled && request.Steps >= Many)
        {
            yield return FormattableString.Invariant($"The model {model.Name} was made to draw in 1 to 8 steps, and {request.Steps} take longer: try Steps 4.");
        }

        if (model.IsRefiner && request.InitImage is null)
        {
            yield return $"The model {model.Name} is SDXL's refiner, which finishes pictures: give one with InitImage and a Strength of about 0.3.";
        }
    }
}

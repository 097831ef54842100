using CaToMe.Models;

namespace CaToMe.Requests;

/// <summary>What a request asks for and its model cannot do.</summary>
internal static class ModelChecks
{
    /// <summary>The longest side of a picture, in pixels.</summary>
    private const int MaxSide = 16384;

    /// <summary>What this model cannot do.</summary>
    /// <param name="request">A request without nulls among the sizes.</param>
    /// <param name="model">The model.</param>
    internal static IEnumerable<OptionException?> Of(GenerationRequest request, ModelInfo model)
    {
        yield return Side(nameof(request.Width), request.Width!.Value, model.AutoencoderFactor);
        yield return Side(nameof(request.Height), request.Height!.Value, model.AutoencoderFactor);
        var (largerWidth, largerHeight) = RunSize.Larger(request, model.AutoencoderFactor);
        yield return Math.Max(largerWidth, largerHeight) > MaxSide && Math.Max(request.Width.Value, request.Height.Value) <= MaxSide
            ? new OptionException(
                nameof(request.Hires), request.Hires, $"that is {largerWidth} x {largerHeight} pixels, and a side has at most {MaxSide}.")
            : null;
        yield return request.DeepCalls is not null && request.ShallowLayers > model.MaxShallowLayers
            ? new OptionException(nameof(request.ShallowLayers), request.ShallowLayers, $"this model's U-Net takes 1 to {model.MaxShallowLayers} layers.")
            : null;
        yield return request.ClipSkip > model.MaxSkippedTextLayers
            ? new OptionException(
                nameof(request.ClipSkip), request.ClipSkip, $"this model's text encoder can leave out 0 to {model.MaxSkippedTextLayers} layers.")
            : null;
    }

    private static OptionException? Side(string name, int pixels, int factor) =>
        pixels >= factor && pixels <= MaxSide && pixels % factor == 0 ? null
        : new OptionException(name, pixels, $"give a multiple of {factor} from {factor} to {MaxSide} pixels (the nearest is {Nearest(pixels, factor)}).");

    private static int Nearest(int pixels, int factor) => Math.Clamp((pixels + (factor / 2)) / factor * factor, factor, MaxSide);
}

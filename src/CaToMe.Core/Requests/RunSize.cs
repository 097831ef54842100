using CaToMe.Models;
using CaToMe.Sources;

namespace CaToMe.Requests;

/// <summary>The size of a run that begins at a picture.</summary>
internal static class RunSize
{
    /// <summary>How many times the model's own pixels a picture may have to be drawn in its own size.</summary>
    private const double MostPixels = 4;

    /// <summary>The size that a request means: its own, else the picture's, else the model's.</summary>
    /// <param name="request">The request.</param>
    /// <param name="picture">Its picture, opened; null where it begins at noise.</param>
    /// <param name="model">The model.</param>
    internal static (int Width, int Height) Of(GenerationRequest request, SourceImage? picture, ModelInfo model) => (request.Width, request.Height) switch
    {
        ({ } width, { } height) => (width, height),
        var (width, height) when picture is null || request.MaskPadding is not null => (width ?? model.DefaultWidth, height ?? model.DefaultHeight),
        ({ } width, null) => (width, Fitting((double)width * picture!.Height!.Value / picture.Width!.Value, model)),
        (null, { } height) => (Fitting((double)height * picture!.Width!.Value / picture.Height!.Value, model), height),
        _ => Own(picture!, model),
    };

    /// <summary>The size of a second pass.</summary>
    internal static (int Width, int Height) Larger(GenerationRequest request, int factor) =>
        ((int)Math.Round(request.Width!.Value * request.Hires / factor) * factor, (int)Math.Round(request.Height!.Value * request.Hires / factor) * factor);

    private static (int Width, int Height) Own(SourceImage picture, ModelInfo model)
    {
        var (width, height) = (picture.Width!.Value, picture.Height!.Value);
        var scale = Math.Min(1, Math.Sqrt(MostPixels * model.DefaultWidth * model.DefaultHeight / ((double)width * height)));
        return (Fitting(scale * width, model), Fitting(scale * height, model));
    }

    /// <summary>The largest size that the model draws and that is not above.</summary>
    private static int Fitting(double pixels, ModelInfo model) =>
        Math.Max(1, (int)(pixels / model.AutoencoderFactor)) * model.AutoencoderFactor;
}

namespace CaToMe.Weights;

/// <summary>
/// What a single file of a published geometry says of its training beside its shapes: in its metadata, by empty tensors with a telling
/// name, and by its weights. Reference: ComfyUI, <c>comfy/supported_models.py</c>.
/// </summary>
internal static class PublishedMarkers
{
    /// <summary>A bias whose spread tells SD 2.x models that were trained on v-prediction from those that predict noise.</summary>
    private const string TellingBias = LdmCheckpoint.UNet + "output_blocks.11.1.transformer_blocks.0.norm1.bias";

    private const double LeastDeviationOfVPrediction = 0.09;

    /// <summary>Why a file of a published geometry would be drawn wrongly with its config; null where it would not.</summary>
    internal static string? Foreign(TensorFiles file, string resource)
    {
        (string Tensor, string Difference)[] markers =
        [
            ("edm_mean", "it was trained on latents of another scale"),
            ("edm_vpred.sigma_max", "it was trained on the continuous noise levels of EDM, as CosXL was"),
            (LdmCheckpoint.UNet + "scaled_fp8", "its 8-bit weights have scales of their own, which are not applied"),
            ("scaled_fp8", "its 8-bit weights have scales of their own, which are not applied"),
            .. resource is "sdxl" or "refiner" ? [] : new[]
            {
                (LdmCheckpoint.SizeEmbedding, "its U-Net takes a class or a picture beside the text, as unCLIP's does"),
            },
        ];
        return markers.Where(m => file.ShapeOf(m.Tensor) is not null).Select(m => $"{m.Difference}: {m.Tensor}").FirstOrDefault();
    }

    /// <summary>The prediction type that the file states; null where it states none.</summary>
    internal static string? Prediction(TensorFiles file) => file.Metadata("modelspec.prediction_type") switch
    {
        "v" => "v_prediction",
        "epsilon" => "epsilon",
        _ => file.ShapeOf("v_pred") is null ? null : "v_prediction",
    };

    /// <summary>The prediction type of an SD 2.x model, told by its weights.</summary>
    internal static string PredictionOfWeights(TensorFiles file)
    {
        if (file.ShapeOf(TellingBias) is not [320])
        {
            return "epsilon";
        }

        var values = file.ReadNumbers(TellingBias);
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean))) > LeastDeviationOfVPrediction ? "v_prediction" : "epsilon";
    }

    /// <summary>Whether the model was trained so that its last timestep is noise alone.</summary>
    internal static bool HasZeroTerminalSnr(TensorFiles file) => file.ShapeOf("ztsnr") is not null;
}

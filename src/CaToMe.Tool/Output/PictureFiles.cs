using CaToMe.Figures;
using CaToMe.Imaging;
using CaToMe.Measuring;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tool.Output;

/// <summary>The files that a run leaves.</summary>
internal static class PictureFiles
{
    /// <summary>A picture with its settings inside.</summary>
    internal static void Save(string path, GenerationResult result, int index) =>
        PngFile.Save(path, result.Images[index], ImageMetadata.Of(result, index).ToText());

    /// <summary>Latents as the tensor <c>latents</c>.</summary>
    internal static void SaveLatents(string path, Latents latents)
    {
        using var values = tensor(latents.Values, latents.Shape);
        SafetensorsFile.Save(path, new Dictionary<string, Tensor> { ["latents"] = values });
    }

    /// <summary>The pictures of a comparison side by side, with what they are inside.</summary>
    internal static void SaveGrid(string path, IReadOnlyList<MergeMeasurementRecord> records) =>
        PngFile.Save(path, ComparisonGrid.Draw(records), ComparisonGrid.Describe(records));
}

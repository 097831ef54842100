using CaToMe.Figures;
using CaToMe.Imaging;
using CaToMe.Measuring;
using CaToMe.Requests;
using CaToMe.Runtime;
using CaToMe.Shell;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tool.Output;

/// <summary>
/// The files that a run leaves. Their names were free when it began; where another program has taken one since, both files
/// are kept. Every method returns the file that was written.
/// </summary>
/// <param name="terminal">Is told of a name that was taken.</param>
/// <param name="replace">Whether existing files are replaced.</param>
internal sealed class PictureFiles(Terminal terminal, bool replace)
{
    private readonly NameTaken taken = replace ? NameTaken.Replace : NameTaken.Number;

    /// <summary>What stands for standard output among the files.</summary>
    internal const string StandardOutput = "-";

    /// <summary>A picture with its settings inside.</summary>
    internal string Save(string path, GenerationResult result, int index)
    {
        var (image, text) = (result.Images[index], ImageMetadata.Of(result, index).ToText());
        if (path != StandardOutput)
        {
            return Told(path, PngFile.Save(path, image, text, taken));
        }

        using var output = Console.OpenStandardOutput();
        output.Write(PngFile.Encode(image, text));
        return path;
    }

    /// <summary>Latents as the tensor <c>latents</c>.</summary>
    internal string SaveLatents(string path, Latents latents)
    {
        using var values = tensor(latents.Values, latents.Shape);
        return Told(path, SafetensorsFile.Save(path, new Dictionary<string, Tensor> { ["latents"] = values }, taken));
    }

    /// <summary>The pictures of a comparison side by side, with what they are inside.</summary>
    internal string SaveGrid(string path, IReadOnlyList<MergeMeasurementRecord> records) =>
        Told(path, ComparisonGrid.Save(path, records, taken));

    private string Told(string path, string written)
    {
        if (FileNotices.Kept(path, written, "program", "--force") is { } notice)
        {
            terminal.Warn(notice);
        }

        return written;
    }
}

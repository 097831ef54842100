using System.Globalization;
using System.Text.RegularExpressions;
using CaToMe.Imaging;
using CaToMe.Requests;
using CaToMe.Runtime;

namespace CaToMe.Previews;

/// <summary>Previews as files, each written whole. They say inside that they are previews, and nothing else is replaced by one.</summary>
/// <param name="pattern">See <see cref="PreviewOptions.PreviewPath"/>.</param>
internal sealed partial class PreviewFile(string pattern)
{
    /// <summary>The word in braces that stands for the step.</summary>
    internal const string Step = "step";

    /// <summary>The keyword of a preview's text.</summary>
    private const string Keyword = "CaToMe preview";

    /// <summary>Writes the previews of a step.</summary>
    /// <param name="images">A picture for each of the batch.</param>
    /// <param name="step">Steps done.</param>
    /// <param name="steps">Steps in all.</param>
    /// <exception cref="CaToMeException">A file cannot be written, or is there and is no preview.</exception>
    internal void Save(IReadOnlyList<RgbImage> images, int step, int steps)
    {
        var text = new Dictionary<string, string> { [Keyword] = string.Create(CultureInfo.InvariantCulture, $"step {step} of {steps}") };
        for (var i = 0; i < images.Count; i++)
        {
            var path = PathOf(step, i);
            PngFile.Save(Check(path) is { } refused ? throw refused : path, images[i], text);
        }
    }

    /// <summary>The file of one preview.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="picture">The picture of the batch, from 0.</param>
    internal string PathOf(int step, int picture)
    {
        var path = Steps().Replace(pattern, match => step.ToString(match.Groups[1].Value, CultureInfo.InvariantCulture));
        return picture == 0 ? path : WholeFile.Numbered(path, picture + 1);
    }

    /// <summary>The error where a file is there and is no preview of ours; null where it may be written.</summary>
    internal static OptionException? Check(string path) => !Path.Exists(path) || IsPreview(path)
        ? null
        : new OptionException(nameof(PreviewOptions.PreviewPath), path, "that exists, and is no preview: it is not replaced. Choose another name.");

    private static bool IsPreview(string path)
    {
        try
        {
            return File.Exists(path) && PngFile.ReadText(path).ContainsKey(Keyword);
        }
        catch (CaToMeException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\{step(?::(0+))?\}")]
    private static partial Regex Steps();
}

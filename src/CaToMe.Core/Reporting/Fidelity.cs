using CaToMe.Imaging;
using CaToMe.Metrics;
using CaToMe.Requests;
using CaToMe.Studies;

namespace CaToMe.Reporting;

/// <summary>How like a picture is to the one of the same prompt and seed without merging: a line of <c>fidelity.jsonl</c>.</summary>
/// <param name="Item">The picture's item.</param>
/// <param name="Setting">Its setting.</param>
/// <param name="Reference">The item that it is compared with; null where there is none.</param>
/// <param name="Psnr">In dB; null without a reference, and where the pictures are equal.</param>
/// <param name="Ssim">From -1 to 1; null without a reference.</param>
/// <param name="Lpips">0 or more; null without a reference or weights.</param>
/// <param name="ClipScore">0 to 100; null without a model.</param>
internal sealed record Fidelity(string Item, string Setting, string? Reference, double? Psnr, double? Ssim, double? Lpips, double? ClipScore)
{
    /// <summary>Measures every picture against the baseline's of the same prompt, seed and size.</summary>
    /// <param name="folder">The results folder.</param>
    /// <param name="pictures">Its pictures.</param>
    /// <param name="lpips">Measures LPIPS; null leaves it out.</param>
    /// <param name="clip">Measures CLIP scores; null leaves them out.</param>
    /// <param name="cancellationToken">Takes effect before the next picture.</param>
    internal static IReadOnlyList<Fidelity> Of(
        string folder, IReadOnlyList<StudyRow> pictures, Lpips? lpips, ClipScore? clip, CancellationToken cancellationToken)
    {
        var measured = new List<Fidelity>();
        foreach (var pair in pictures.GroupBy(p => p.Pair))
        {
            var baseline = pair.FirstOrDefault(p => p.IsBaseline);
            var reference = baseline is null ? null : Load(folder, baseline);
            foreach (var picture in pair)
            {
                cancellationToken.ThrowIfCancellationRequested();
                measured.Add(Of(picture, Load(folder, picture), baseline, reference, lpips, clip));
            }
        }

        return measured;
    }

    /// <summary>A picture of the folder: nothing outside of it is opened.</summary>
    /// <exception cref="CaToMeException">The path leads out of the folder, or the picture cannot be read.</exception>
    internal static string PathOf(string folder, StudyRow picture)
    {
        var (root, path) = (Path.GetFullPath(folder), Path.GetFullPath(Path.Combine(folder, picture.Picture)));
        return path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new CaToMeException($"The item {picture.Item} names the picture {picture.Picture}, which is outside of {folder}: it is not opened.");
    }

    private static RgbImage Load(string folder, StudyRow picture) => PngFile.Load(PathOf(folder, picture));

    private static Fidelity Of(StudyRow picture, RgbImage image, StudyRow? baseline, RgbImage? reference, Lpips? lpips, ClipScore? clip)
    {
        var psnr = reference is null ? (double?)null : ImageQuality.Psnr(image, reference);
        return new Fidelity(
            picture.Item, picture.Setting, baseline?.Item,
            psnr is { } number && double.IsFinite(number) ? number : null,
            reference is null ? null : ImageQuality.Ssim(image, reference),
            reference is null ? null : lpips?.Between(image, reference),
            clip?.Of(image, picture.Prompt));
    }
}

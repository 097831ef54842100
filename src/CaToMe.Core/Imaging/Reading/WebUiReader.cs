using System.Text.RegularExpressions;
using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Reuse;

namespace CaToMe.Imaging.Reading;

/// <summary>
/// The text of AUTOMATIC1111's web UI and of the programs that write like it (Forge, SD.Next, Fooocus on request, nodes of ComfyUI):
/// in PNG under <c>parameters</c>, in JPEG and WebP in EXIF.
/// </summary>
internal sealed partial class WebUiReader : ISettingsReader
{
    internal const string Writer = "AUTOMATIC1111's web UI";

    /// <summary>Where the text may stand.</summary>
    private static readonly string[] keywords = [PictureTexts.Parameters, PictureTexts.UserComment, PictureTexts.ImageDescription];

    private static readonly SettingNames names = new(Writer)
    {
        Prompt = ["Prompt"],
        Negative = ["Negative prompt"],
        Guidance = ["CFG scale"],
        Spacing = ["Schedule type", "Scheduler"],
    };

    public ImageMetadata? Read(PictureTexts texts) =>
        keywords.Select(k => texts[k]).OfType<string>().Select(SettingsBlock.Find).FirstOrDefault(b => b is not null) is { } block ? Read(block) : null;

    private static ImageMetadata Read(SettingsBlock block)
    {
        var (prompt, negative) = SplitPrompt(block.Separator == SettingsBlock.Bar ? BarBeforeNegative().Replace(block.Before, "\n") : block.Before);
        var values = new SettingValues(block.Values);
        var metadata = values.ToMetadata(
            names with { Writer = ProgramOf(values, block) },
            prompt.Length == 0 && values.Has(names.Prompt) ? null : prompt,
            negative.Length == 0 && values.Has(names.Negative) ? null : negative,
            TakeMerge(values));
        var isOurs = metadata.Version?.StartsWith("CaToMe", StringComparison.Ordinal) == true;
        return isOurs ? metadata : metadata with { Request = metadata.Request with { PromptSyntax = PromptSyntax.WebUi } };
    }

    private static string ProgramOf(SettingValues values, SettingsBlock block) =>
        values["App"] ?? (block.Separator == SettingsBlock.Bar ? "SD.Next" : Writer);

    /// <summary>Lines of the prompt, with <c>prompt: </c> before them or not, then those of the negative prompt.</summary>
    internal static (string Prompt, string Negative) SplitPrompt(string text)
    {
        var lines = text.Split('\n').Select(l => l.Trim()).ToList();
        var split = lines.FindIndex(IsNegative);
        var prompt = string.Join('\n', split < 0 ? lines : lines[..split]).Trim();
        var negative = split < 0 ? [] : lines[split..].Select(l => IsNegative(l) ? l[WebUiText.Negative.Length..].Trim() : l);
        return (WithoutName(prompt), string.Join('\n', negative).Trim());
    }

    private static bool IsNegative(string line) => line.StartsWith(WebUiText.Negative, StringComparison.OrdinalIgnoreCase);

    private static string WithoutName(string prompt) =>
        prompt.StartsWith("prompt:", StringComparison.OrdinalIgnoreCase) ? prompt["prompt:".Length..].TrimStart() : prompt;

    [GeneratedRegex(@"\s*\|\s*(?=negative prompt:)", RegexOptions.IgnoreCase)]
    private static partial Regex BarBeforeNegative();

    private static MergeOptions TakeMerge(SettingValues values)
    {
        if (values.Take(SettingValues.ParseNumber, MergeSettings.Threshold.WebUi!) is { } threshold)
        {
            var checkpoints = values.Take(ParseCheckpoints, MergeSettings.Checkpoints.WebUi!);
            return new MergeOptions { Method = MergeMethod.CaToMe, Threshold = threshold, Checkpoints = checkpoints };
        }

        return values.Take(SettingValues.ParseNumber, MergeSettings.Ratio.WebUi!) is { } ratio and > 0
            ? new MergeOptions { Method = MergeMethod.ToMe, Ratio = ratio }
            : MergeOptions.None;
    }

    private static CheckpointSchedule? ParseCheckpoints(string text)
    {
        try
        {
            return CheckpointSchedule.Parse(text);
        }
        catch (OptionException)
        {
            return null;
        }
    }
}

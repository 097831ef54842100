using System.Text.RegularExpressions;

namespace CaToMe.Imaging.Reading;

/// <summary>InvokeAI's oldest form, a command line in <c>Dream</c>: <c>"a castle [blur]" -s 50 -S 7 -W 512 -H 512 -C 7.5 -A k_lms</c>.</summary>
internal sealed partial class InvokeAiDreamReader : ISettingsReader
{
    private const string Keyword = "Dream";

    private static readonly SettingNames names = new(InvokeAiReader.Writer)
    {
        Steps = ["-s", "--steps"],
        Seed = ["-S", "--seed"],
        Guidance = ["-C", "--cfg_scale"],
        Sampler = ["-A", "-m", "--sampler"],
        Width = ["-W", "--width"],
        Height = ["-H", "--height"],
    };

    public ImageMetadata? Read(PictureTexts texts)
    {
        if (texts[Keyword] is not { } text)
        {
            return null;
        }

        var match = Form().Match(text);
        var whole = (match.Groups["quoted"].Value + match.Groups["plain"].Value).Trim();
        if (whole.Length == 0)
        {
            throw texts.Unreadable(InvokeAiReader.Writer, $"{Keyword} does not begin with a prompt");
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match option in Option().Matches(match.Groups["options"].Value))
        {
            values[option.Groups[1].Value] = option.Groups[2].Value.Trim();
        }

        var (prompt, negative) = InvokeAiReader.SplitPrompt(whole.Replace("\\\"", "\""));
        return new SettingValues(values).ToMetadata(names, prompt, negative);
    }

    [GeneratedRegex(@"^\s*(?:""(?<quoted>(?:[^""\\]|\\.)*)""\s*|(?<plain>.*?))(?<options>(?:(?<=^|\s)-{1,2}[A-Za-z].*)?)$", RegexOptions.Singleline)]
    private static partial Regex Form();

    /// <summary>A letter may stand together with its number: <c>-s50</c>.</summary>
    [GeneratedRegex(@"(?<=^|\s)(-[A-Za-z]|--[A-Za-z][A-Za-z_-]*)[\s=]*(.*?)(?=\s+-{1,2}[A-Za-z]|\s*$)", RegexOptions.Singleline)]
    private static partial Regex Option();
}

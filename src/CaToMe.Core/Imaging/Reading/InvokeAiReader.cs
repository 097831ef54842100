using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CaToMe.Imaging.Reading;

/// <summary>InvokeAI: JSON in <c>invokeai_metadata</c>, in versions before the third in <c>sd-metadata</c>.</summary>
internal sealed partial class InvokeAiReader : ISettingsReader
{
    internal const string Writer = "InvokeAI";

    private const string Keyword = "invokeai_metadata", OldKeyword = "sd-metadata";

    /// <summary>InvokeAI's scheduler is the sampler.</summary>
    private static readonly SettingNames names = SettingNames.Json(Writer) with { Sampler = ["scheduler", "sampler"], Spacing = [] };

    public ImageMetadata? Read(PictureTexts texts)
    {
        if (texts[Keyword] is { } text)
        {
            return ReadNew(texts.RequireObject(Writer, text), texts);
        }

        if (texts[OldKeyword] is { } old)
        {
            return ReadOld(texts.RequireObject(Writer, old), texts);
        }

        return texts["Dream"] is null && (texts["invokeai_graph"] ?? texts["invokeai_workflow"]) is not null
            ? throw texts.Unreadable(Writer, $"the picture has a graph and no {Keyword}")
            : null;
    }

    /// <summary>The prompts of versions before the third: what is in square brackets is kept away from.</summary>
    internal static (string Prompt, string Negative) SplitPrompt(string text)
    {
        var negative = InBrackets().Matches(text).Select(m => m.Groups[1].Value.Trim()).Where(t => t.Length > 0);
        return (Spaces().Replace(InBrackets().Replace(text, " "), " ").Trim(), string.Join(", ", negative));
    }

    private static ImageMetadata ReadNew(JsonElement settings, PictureTexts texts)
    {
        var values = JsonTexts.Values(settings);
        if (!values.Has(names.Prompt))
        {
            throw texts.Unreadable(Writer, $"{Keyword} has no positive_prompt");
        }

        if (settings.Member("model") is { ValueKind: JsonValueKind.Object } model)
        {
            values["model"] = model.TextMember("model_name") ?? model.TextMember("name") ?? model.GetRawText();
            values["model hash"] ??= model.TextMember("hash");
        }

        // It counts the layers that are left out; elsewhere the layer that is used is named.
        values["clip skip"] = int.TryParse(values["clip skip"], NumberStyles.None, CultureInfo.InvariantCulture, out var skipped) && skipped < int.MaxValue
            ? (skipped + 1).ToString(CultureInfo.InvariantCulture)
            : values["clip skip"];
        return texts.ReadJson(settings, names, values);
    }

    private static ImageMetadata ReadOld(JsonElement settings, PictureTexts texts)
    {
        if (settings.Member("image") is not { ValueKind: JsonValueKind.Object } image || PromptOf(image) is not { } text)
        {
            throw texts.Unreadable(Writer, $"{OldKeyword} has no image with a prompt");
        }

        var (prompt, negative) = SplitPrompt(text);
        var values = JsonTexts.Values(image);
        values["prompt"] = null;
        values["model"] = settings.TextMember("model_weights") ?? settings.TextMember("model");
        values["model hash"] = settings.TextMember("model_hash");
        values["version"] = settings.TextMember("app_version");
        return values.ToMetadata(names, prompt, negative);
    }

    /// <summary>A text, or a list of prompts with weights.</summary>
    private static string? PromptOf(JsonElement image) => image.Member("prompt") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0 && list.EnumerateArray().All(p => p.TextMember("prompt") is not null) =>
            string.Join(", ", list.EnumerateArray().Select(p => p.TextMember("prompt"))),
        _ => null,
    };

    [GeneratedRegex(@"\[([^\[\]]*)\]")]
    private static partial Regex InBrackets();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces();
}

using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Settings;

namespace CaToMe.Studies;

/// <summary>What a setting asks for as a text in one spelling, so that the same is known under another name, and other values under the same.</summary>
internal static class AskedValues
{
    private static readonly GenerationRequest Plain = new() { Prompt = "" };

    /// <summary>Every value that is not the default, by its key in a study's file: <c>steps: 12, merge: "catome:0.9"</c>.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="dtype">The type that is asked for; null: the model's own.</param>
    internal static string Of(GenerationRequest request, string? dtype = null) =>
        string.Join(", ", Pairs(request, dtype).Select(pair => $"{pair.Key}: {WebUiPairs.Quote(pair.Value)}"));

    /// <summary>The values one by one.</summary>
    internal static IEnumerable<(string Key, string Value)> Pairs(GenerationRequest request, string? dtype)
    {
        foreach (var (key, setting) in StudySetting.Held.Where(s => s.Value != RequestSettings.Size)) // width and height say it
        {
            if (setting.Get(request) is { } value && !value.Equals(setting.Get(Plain)))
            {
                yield return (key, SettingKind.Write(value));
            }
        }

        if (request.Merge.Method != MergeMethod.None)
        {
            yield return (StudySetting.MergeKey, request.Merge.ToString());
        }

        if (dtype is not null)
        {
            yield return (StudySetting.DtypeKey, dtype);
        }
    }

    /// <summary>A request with the values that a text says, but for how tokens are merged and the type.</summary>
    /// <exception cref="CaToMeException">A value is not accepted.</exception>
    internal static GenerationRequest Read(GenerationRequest request, string text) => WebUiPairs.Read(text, ',', out _)
        .Where(pair => StudySetting.Held.ContainsKey(pair.Key))
        .Aggregate(request, (made, pair) => StudySetting.Held[pair.Key].Read(made, pair.Value));
}

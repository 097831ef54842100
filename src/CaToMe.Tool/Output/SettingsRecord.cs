using System.Text.Json.Serialization;
using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Settings;

namespace CaToMe.Tool.Output;

/// <summary>What <c>--json</c> says of every picture: what a record says itself, then the settings, under the names of the command line.</summary>
/// <param name="request">The settings.</param>
/// <param name="unstated">Names of settings that are not known.</param>
internal abstract class SettingsRecord(GenerationRequest request, params IReadOnlyList<string> unstated) : JsonRecord
{
    [JsonExtensionData]
    public Dictionary<string, object?> Settings { get; } = new(
    [
        KeyValuePair.Create("prompt", (object?)request.Prompt),
        .. Values(RequestSettings.All, request, s => !unstated.Contains(s.Name)),
        KeyValuePair.Create("merge", (object?)Merge(request.Merge)),
    ]);

    /// <summary>What the method does not use is null.</summary>
    private static Dictionary<string, object?> Merge(MergeOptions options) => new(Values(MergeSettings.All, options, s => s.WithoutEffect(options) is null));

    private static IEnumerable<KeyValuePair<string, object?>> Values<T>(IEnumerable<Setting<T>> settings, T owner, Func<Setting<T>, bool> isKnown) =>
        settings.Where(s => s.Key is not null).Select(s => KeyValuePair.Create(s.Key!, isKnown(s) ? SettingKind.Plain(s.InForce(owner)) : null));
}

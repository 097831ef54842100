using System.Text.RegularExpressions;
using CaToMe.Settings;

namespace CaToMe.Shell;

/// <summary>Says which settings were given and do nothing beside the others.</summary>
internal static partial class SettingNotices
{
    /// <summary>A sentence for each setting that has no effect.</summary>
    /// <typeparam name="TOwner">The options' type.</typeparam>
    /// <param name="settings">All settings of the options.</param>
    /// <param name="owner">The options.</param>
    /// <param name="isGiven">Whether a person gave a setting.</param>
    /// <param name="spelling">How a setting is spelt there.</param>
    internal static IEnumerable<string> WithoutEffect<TOwner>(
        this IReadOnlyList<Setting<TOwner>> settings, TOwner owner, Func<Setting<TOwner>, bool> isGiven, Func<Setting, string> spelling) =>
        from setting in settings
        where isGiven(setting)
        let reason = setting.WithoutEffect(owner)
        where reason is not null
        select $"{spelling(setting)} has no effect {InBraces().Replace(reason, m => spelling(settings.Single(s => s.Name == m.Groups[1].Value)))}.";

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex InBraces();
}

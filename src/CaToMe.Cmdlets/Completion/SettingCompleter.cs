using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Previews;
using CaToMe.Requests;
using CaToMe.Sampling;
using CaToMe.Settings;

namespace CaToMe.Completion;

/// <summary>Completes the value of a parameter that is a setting, with the words that its declaration suggests.</summary>
public sealed class SettingCompleter : IArgumentCompleter
{
    private static readonly IReadOnlyList<Setting> Settings = [.. RequestSettings.All, .. MergeSettings.All, .. PipelineSettings.All, .. PreviewSettings.All];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var setting = Settings.First(s => s.Name == parameterName);
        return Words.Complete(wordToComplete, setting.Suggestions.Select(word => (word, Tip(setting, word))));
    }

    /// <summary>A sampler is known by its name elsewhere; other values say what they are values of.</summary>
    private static string Tip(Setting setting, string word) =>
        setting == RequestSettings.Sampler ? $"{SamplerCatalog.DisplayName(word)} in AUTOMATIC1111's web UI" : setting.Summary;
}

using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Settings;

namespace CaToMe.Completion;

/// <summary>Completes the value of a parameter that is a setting, with the words that its declaration suggests.</summary>
public sealed class SettingCompleter : IArgumentCompleter
{
    private static readonly IReadOnlyList<Setting> Settings = [.. RequestSettings.All, .. MergeSettings.All, .. PipelineSettings.All];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Words.Complete(wordToComplete, Settings.First(s => s.Name == parameterName).Suggestions);
}

using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CaToMe.Merging;
using CaToMe.Reuse;

namespace CaToMe.Completion;

/// <summary>Completes merge settings: the methods, and after an @ the schedules of checkpoints.</summary>
public sealed class MergeCompleter : IArgumentCompleter
{
    private const string Recommended = "CA-ToMe with the threshold and checkpoints that are recommended for the model";

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = Words.Unquoted(wordToComplete);
        return Words.Complete(wordToComplete, typed.IndexOf('@') is >= 0 and var at
            ? CheckpointSchedule.Names.Select(name => (typed[..(at + 1)] + name, MergeSettings.Checkpoints.Summary))
            :
            [
                ("none", "Nothing is merged"), ("tome:0.5", "ToMe: half of the tokens"), ("catome", Recommended),
                .. new[] { "0.7", "0.9", "0.95", "0.97" }.Select(t => ($"catome:{t}", $"CA-ToMe: tokens whose cosine similarity is {t} or more")),
            ]);
    }
}

using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CaToMe.Reuse;

namespace CaToMe.Completion;

/// <summary>Completes merge settings: the methods, and after an @ the schedules of checkpoints.</summary>
public sealed class MergeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = Words.Unquoted(wordToComplete);
        return Words.Complete(wordToComplete, typed.IndexOf('@') is >= 0 and var at
            ? CheckpointSchedule.Names.Select(name => typed[..(at + 1)] + name)
            : ["none", "tome:0.5", "catome", "catome:0.7", "catome:0.9", "catome:0.95", "catome:0.97"]);
    }
}

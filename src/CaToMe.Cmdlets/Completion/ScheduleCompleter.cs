using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CaToMe.Caching;

namespace CaToMe.Completion;

/// <summary>Completes the named schedules of checkpoints.</summary>
public sealed class ScheduleCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Words.Complete(wordToComplete, CheckpointSchedule.Names);
}

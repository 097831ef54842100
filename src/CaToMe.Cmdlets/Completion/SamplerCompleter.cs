using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CaToMe.Sampling;

namespace CaToMe.Completion;

/// <summary>Completes samplers.</summary>
public sealed class SamplerCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Words.Complete(wordToComplete, SchedulerCatalog.Names);
}

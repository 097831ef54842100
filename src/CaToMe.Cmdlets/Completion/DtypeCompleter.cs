using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace CaToMe.Completion;

/// <summary>Completes floating-point types.</summary>
public sealed class DtypeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Words.Complete(wordToComplete, ["auto", "float32", "bfloat16", "float16"]);
}

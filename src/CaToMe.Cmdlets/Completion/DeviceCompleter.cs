using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace CaToMe.Completion;

/// <summary>Completes devices. It does not load libtorch to count them.</summary>
public sealed class DeviceCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Words.Complete(wordToComplete, ["auto", "cpu", "cuda", "cuda:0", "cuda:1"]);
}

using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CaToMe.Models;

namespace CaToMe.Completion;

/// <summary>Completes models: the session's by name, the hub's, then files and folders.</summary>
public sealed class ModelCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Words.Complete(
            wordToComplete,
            LoadedModelCompleter.Models().Append((Name: ModelRegistry.EmbeddedName, Tip: "The model that comes with the module"))
                .Concat(HubModelCompleter.Models())
                .DistinctBy(m => m.Name, StringComparer.OrdinalIgnoreCase))
            .Concat(CompletionCompleters.CompleteFilename(wordToComplete));
}

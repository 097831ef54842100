using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CaToMe.Hub;

namespace CaToMe.Completion;

/// <summary>Completes models of the hub: those in the cache, and short names.</summary>
public sealed class HubModelCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Words.Complete(wordToComplete, Models());

    /// <summary>The models, and what they are.</summary>
    internal static IReadOnlyList<(string Name, string Tip)> Models() =>
    [
        .. new ModelHub(HubSettings.FromEnvironment()).List().Select(m => (m.Repository, "In the cache")),
        .. ModelNames.Shipped.Names.Select(n => (n.Name, $"{n.Summary}: {n.Repository}")),
    ];
}

using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CaToMe.Models;

namespace CaToMe.Completion;

/// <summary>Completes the names of the session's models.</summary>
public sealed class LoadedModelCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Words.Complete(wordToComplete, Models());

    /// <summary>The session's models, and where they came from.</summary>
    internal static IReadOnlyList<(string Name, string Tip)> Models()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return [.. shell.AddCommand(@"CaToMe\Get-DiffusionModel").Invoke<DiffusionModel>().Select(m => (m.Name, $"{m.Family} of {m.Path} on {m.Device}"))];
    }
}

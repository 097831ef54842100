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
        Words.Complete(wordToComplete, Names());

    internal static IReadOnlyList<string> Names()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return [.. shell.AddCommand(@"CaToMe\Get-DiffusionModel").Invoke<DiffusionModel>().Select(m => m.Name)];
    }
}

using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CaToMe.Adapters;
using CaToMe.Models;

namespace CaToMe.Completion;

/// <summary>Completes the names of the LoRA adapters that the session's models have folders of, and files.</summary>
public sealed class LoraCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        var folders = shell.AddCommand(@"CaToMe\Get-DiffusionModel").Invoke<DiffusionModel>().Select(m => m.Options.LoraFolder).OfType<string>().Distinct();
        var names = folders.SelectMany(folder => NamedFiles.Loras(folder).Names.Select(name => (name, $"in {folder}")));
        return Words.Complete(wordToComplete, names).Concat(CompletionCompleters.CompleteFilename(wordToComplete));
    }
}

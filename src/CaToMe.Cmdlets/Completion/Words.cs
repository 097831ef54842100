using System.Management.Automation;

namespace CaToMe.Completion;

/// <summary>Completion from a list of words.</summary>
internal static class Words
{
    /// <summary>The words that begin as typed; quoted where PowerShell needs it.</summary>
    internal static IEnumerable<CompletionResult> Complete(string wordToComplete, IEnumerable<string> words)
    {
        var typed = Unquoted(wordToComplete);
        return words.Where(w => w.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(w => new CompletionResult(w.IndexOfAny([' ', '@', ',', '+', '(', ')']) >= 0 ? $"'{w}'" : w, w, CompletionResultType.ParameterValue, w));
    }

    internal static string Unquoted(string wordToComplete) => wordToComplete.Trim('\'', '"');
}

using System.Management.Automation;

namespace CaToMe.Completion;

/// <summary>Completion from a list of words, each with a tip that says what it means.</summary>
internal static class Words
{
    /// <summary>The words that begin as typed; quoted where PowerShell needs it.</summary>
    internal static IEnumerable<CompletionResult> Complete(string wordToComplete, IEnumerable<(string Word, string Tip)> words)
    {
        var typed = Unquoted(wordToComplete);
        return words.Where(w => w.Word.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(w => new CompletionResult(Quoted(w.Word), w.Word, CompletionResultType.ParameterValue, w.Tip));
    }

    private static string Quoted(string word) => word.IndexOfAny([' ', '@', ',', '+', '(', ')']) >= 0 ? $"'{word}'" : word;

    internal static string Unquoted(string wordToComplete) => wordToComplete.Trim('\'', '"');
}

using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CaToMe.Recipes;

namespace CaToMe.Completion;

/// <summary>Completes recipes: those that come with the module by name; for -Recipe, files and folders too.</summary>
public sealed class RecipeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var names = Words.Complete(wordToComplete, RecipeBook.Shipped.Recipes.Select(recipe => (recipe.Name, TipOf(recipe))));
        return parameterName == "Name" ? names : names.Concat(CompletionCompleters.CompleteFilename(wordToComplete));
    }

    private static string TipOf(Recipe recipe) => string.Join(", ", recipe.Settings.Select(s => $"{s.Key} {s.Value}"));
}

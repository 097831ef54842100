using System.CommandLine;
using CaToMe.Recipes;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome recipes [NAME|FILE]</c></summary>
internal sealed class RecipesCommand : ToolCommand
{
    private readonly Argument<string?> recipe = new("NAME|FILE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The recipe to show. Default: a table of those that come with the embedded model.",
    };

    private readonly Option<bool> json = OutputOptionGroup.Json("One JSON object per recipe on standard output.");

    internal RecipesCommand() : base("recipes", "Show recipes: settings that were found together for a model.")
    {
        recipe.CompletionSources.Add([.. RecipeBook.Shipped.Names]);
        Add(recipe);
        Add(json);
        Does(Run);
    }

    internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
    [
        ("Those that come with the embedded model:", "catome recipes"),
        ("What one of them sets:", "catome recipes balanced"),
        ("Draw with it:", "catome generate \"a red apple\" --recipe balanced"),
    ];

    private Recipe Load(string given)
    {
        try
        {
            return Recipe.Load(given);
        }
        catch (OptionException e)
        {
            throw new OptionException(recipe.Name, e.Value, e.Accepted);
        }
    }

    private Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var shown = parsed.GetValue(recipe) is { } given ? [Load(given)] : RecipeBook.Shipped.Recipes;
        if (parsed.GetValue(json))
        {
            shown.ToList().ForEach(one => terminal.Result(new RecipeRecord(one).ToJson()));
        }
        else if (parsed.GetValue(recipe) is null)
        {
            terminal.Result(RecipeTable.Of(shown));
        }
        else
        {
            RecipeTable.Show(terminal, shown[0]);
        }

        return Task.FromResult(ExitCode.Done);
    }
}

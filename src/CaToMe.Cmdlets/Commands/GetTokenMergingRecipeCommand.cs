using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Completion;
using CaToMe.Errors;
using CaToMe.Recipes;

namespace CaToMe.Commands;

/// <summary>Gets recipes: settings that were found together for a model.</summary>
[Cmdlet(VerbsCommon.Get, "TokenMergingRecipe", DefaultParameterSetName = NameSet)]
[OutputType(typeof(TokenMergingRecipe))]
public sealed class GetTokenMergingRecipeCommand : PSCmdlet
{
    private const string NameSet = "Name", PathSet = "Path", LiteralPathSet = "LiteralPath";

    /// <summary>Names of recipes that come with the module, with wildcards. Default: all.</summary>
    [Parameter(ParameterSetName = NameSet, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecipeCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Files of recipes, with wildcards.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files of recipes, their names taken as they are.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP", "FullName")]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == NameSet)
        {
            Name.ToList().ForEach(Find);
        }
        else
        {
            FileSystemPath.ForEachFile(this, ParameterSetName == PathSet ? Path : LiteralPath, ParameterSetName == LiteralPathSet, Read);
        }
    }

    private void Find(string name)
    {
        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        var found = RecipeBook.Shipped.Recipes.Where(recipe => pattern.IsMatch(recipe.Name)).Select(recipe => new TokenMergingRecipe(recipe)).ToList();
        WriteObject(found, enumerateCollection: true);
        if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
        {
            WriteError(ErrorRecords.Of(
                new CommandException(ErrorIds.RecipeNotFound, ErrorCategory.ObjectNotFound,
                    $"No recipe named {name} comes with the module: there are {string.Join(", ", RecipeBook.Shipped.Names)}.",
                    "Give one of these, or -Path with the file of another one."), name));
        }
    }

    private void Read(string file)
    {
        try
        {
            WriteObject(new TokenMergingRecipe(RecipeReference.ReadFile(file), file));
        }
        catch (CaToMeException e)
        {
            WriteError(ErrorRecords.Of(e, file));
        }
    }
}

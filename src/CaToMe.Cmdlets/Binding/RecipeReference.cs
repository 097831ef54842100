using System.Management.Automation;
using CaToMe.Errors;
using CaToMe.Recipes;

namespace CaToMe.Binding;

/// <summary>A recipe as an argument: what Get-TokenMergingRecipe or Optimize-TokenMerging returned, a name, or a file.</summary>
public sealed class RecipeReference
{
    /// <summary>A recipe at hand.</summary>
    /// <param name="recipe">What Get-TokenMergingRecipe returned.</param>
    public RecipeReference(TokenMergingRecipe recipe) => Recipe = recipe;

    /// <summary>A recipe by its name or its file.</summary>
    /// <param name="nameOrPath">One of the names that come with the module, or a .json file.</param>
    public RecipeReference(string nameOrPath) => NameOrPath = nameOrPath;

    /// <summary>A recipe by its file.</summary>
    /// <param name="file">What Get-Item or Get-ChildItem returned.</param>
    public RecipeReference(FileSystemInfo file) => NameOrPath = file.FullName;

    /// <summary>The recipe, where one was given.</summary>
    public TokenMergingRecipe? Recipe { get; }

    /// <summary>The name or path, where one was given.</summary>
    public string? NameOrPath { get; }

    /// <inheritdoc/>
    public override string ToString() => Recipe?.ToString() ?? NameOrPath!;

    /// <summary>The recipe; null for an empty text.</summary>
    /// <exception cref="CommandException">There is none, or the file is no recipe.</exception>
    internal Recipe? Read(PSCmdlet cmdlet) => Recipe is not null ? Recipe.Recipe
        : string.IsNullOrWhiteSpace(NameOrPath) ? null
        : RecipeBook.Shipped.Find(NameOrPath)
            ?? (FileSystemPath.Resolve(cmdlet, NameOrPath) is var file && File.Exists(file) ? ReadFile(file) : throw NotFound(NameOrPath));

    /// <summary>The recipe of a file.</summary>
    /// <exception cref="CommandException">It is none.</exception>
    internal static Recipe ReadFile(string file)
    {
        try
        {
            return Recipes.Recipe.Load(file);
        }
        catch (CaToMeException e)
        {
            throw new CommandException(
                ErrorIds.RecipeNotReadable, ErrorCategory.InvalidData, e.Message, "Give a file that Optimize-TokenMerging or catome tune wrote.", file);
        }
    }

    /// <summary>The error where no recipe has the name.</summary>
    internal static CommandException NotFound(string name) => new(
        ErrorIds.RecipeNotFound, ErrorCategory.ObjectNotFound,
        $"Recipe is {name}: give {string.Join(", ", RecipeBook.Shipped.Names)}, or the .json file of a recipe that is there.",
        "Get-TokenMergingRecipe lists those that come with the module, and Optimize-TokenMerging finds others.", name);
}

using System.Text.Json;

namespace CaToMe.Recipes;

/// <summary>The recipes that come with the library, found for the embedded model: models/recipes.json.</summary>
public sealed class RecipeBook
{
    private RecipeBook(IReadOnlyList<Recipe> recipes) => Recipes = recipes;

    /// <summary>Those that come with the library.</summary>
    public static RecipeBook Shipped { get; } = ReadShipped();

    /// <summary>All of them, the most exact first.</summary>
    public IReadOnlyList<Recipe> Recipes { get; }

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names => [.. Recipes.Select(r => r.Name)];

    /// <summary>The recipe of a name, in upper or lower case; null where there is none.</summary>
    /// <param name="name">The name.</param>
    public Recipe? Find(string name) => Recipes.FirstOrDefault(r => r.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The file's text.</summary>
    internal static string ToJson(IReadOnlyList<Recipe> recipes) =>
        JsonSerializer.Serialize(recipes, Recipe.RecipeTypes.Default.IReadOnlyListRecipe) + "\n";

    private static RecipeBook ReadShipped()
    {
        using var stream = typeof(RecipeBook).Assembly.GetManifestResourceStream("recipes.json")!;
        return new RecipeBook(JsonSerializer.Deserialize(stream, Recipe.RecipeTypes.Default.IReadOnlyListRecipe)!);
    }
}

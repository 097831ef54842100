using CaToMe.Recipes;

namespace CaToMe.Tool.Output;

/// <summary>What <c>recipes --json</c> says of a recipe: what its file has.</summary>
/// <param name="recipe">The recipe.</param>
internal sealed class RecipeRecord(Recipe recipe) : JsonRecord
{
    public string Name => recipe.Name;

    public IReadOnlyDictionary<string, string> Settings => recipe.Settings;

    public string? Dtype => recipe.Dtype;

    public RecipeMeasurement? Measured => recipe.Measured;
}

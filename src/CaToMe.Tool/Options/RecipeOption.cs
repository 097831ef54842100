using System.CommandLine;
using CaToMe.Models;
using CaToMe.Recipes;
using CaToMe.Requests;

namespace CaToMe.Tool.Options;

/// <summary>Settings that were found together.</summary>
internal sealed class RecipeOption : Option<string?>
{
    internal RecipeOption() : base("--recipe")
    {
        HelpName = "NAME|FILE";
        Description = $"Settings that were found together: {string.Join(", ", RecipeBook.Shipped.Names)} for the embedded model, or a file that tune wrote. "
            + "Other options change them.";
        CompletionSources.Add([.. RecipeBook.Shipped.Names]);
    }

    /// <summary>The recipe that was asked for; null where none was.</summary>
    internal Recipe? Read(ParseResult parsed) => parsed.GetValue(this) is { } given ? Recipe.Load(given) : null;

    /// <summary>How the model is loaded for a recipe.</summary>
    internal static PipelineOptions ApplyTo(PipelineOptions options, Recipe? recipe) =>
        recipe?.DtypeFor(options.Device) is { } dtype ? options with { Dtype = dtype } : options;

    /// <summary>A request with the settings of a recipe.</summary>
    internal static GenerationRequest ApplyTo(GenerationRequest request, Recipe? recipe) => recipe?.ApplyTo(request) ?? request;
}

using System.Text;
using CaToMe.Figures;
using CaToMe.Measuring;
using CaToMe.Metrics;
using CaToMe.Models;
using CaToMe.Recipes;
using CaToMe.Requests;
using CaToMe.Runtime;
using CaToMe.Tool.Output;
using CaToMe.Tuning;

namespace CaToMe.Documents;

/// <summary>What a search for recipes finds for the embedded model: the recipes that come with it, and the pages that show them.</summary>
internal static class FrontierFigures
{
    private static readonly IReadOnlyDictionary<FrontierKind, string> Names = new Dictionary<FrontierKind, string>
    {
        [FrontierKind.Plain] = "nothing left out",
        [FrontierKind.PlainInType] = "the same in another type",
        [FrontierKind.CaToMe] = "CA-ToMe",
        [FrontierKind.Recipe] = "recipe",
    };

    private static string RecipesFile { get; } = Repository.PathOf("models", "recipes.json");

    private static string TimestepsFile { get; } = Repository.PathOf("models", "timesteps.json");

    /// <summary>Searches, in every type that suits the processor.</summary>
    internal static TuneResult Search(DiffusionPipeline pipeline, bool quick)
    {
        using var others = new PipelineSet(dtype => DiffusionPipeline.Load(EmbeddedModel.Path, new PipelineOptions { Device = "cpu", Dtype = dtype! }));
        var dtypes = SuggestedPrompts.DtypesOf(pipeline.Model);
        var pipelines = dtypes.ToDictionary(dtype => dtype, dtype => dtype == pipeline.Model.Dtype ? pipeline : others.Load(dtype));
        var prompts = SuggestedPrompts.For(pipeline.Model);
        var options = new TuneOptions
        {
            Prompts = quick ? [prompts.Search[0]] : prompts.Search,
            HeldOut = quick ? [prompts.HeldOut[0]] : prompts.HeldOut,
            Psnr = quick ? [20] : TuneOptions.DefaultPsnr,
            Dtypes = dtypes,
        };
        var shown = "";
        return RecipeSearch.Run(pipelines, new GenerationRequest { Prompt = "" }, options, new Told(progress =>
        {
            if (progress.Stage != shown)
            {
                Console.Error.WriteLine($"  {shown = progress.Stage}, {progress.Pictures} pictures");
            }
        }));
    }

    /// <summary>
    /// Writes the recipes that come with the library, those that were found, the most exact first, after one that leaves out nothing; and the
    /// timesteps that were found.
    /// </summary>
    internal static void WriteRecipes(DiffusionPipeline pipeline, TuneResult found)
    {
        var exact = RecipeBook.Shipped.Find("exact")!;
        var json = RecipeBook.ToJson([Measure(exact, pipeline, found), .. found.Recipes.OrderByDescending(r => r.Measured!.Psnr)]);
        WholeFile.Write(RecipesFile, file => file.Write(Encoding.UTF8.GetBytes(json)));
        WholeFile.Write(TimestepsFile, file => file.Write(Encoding.UTF8.GetBytes(found.Timesteps!.ToJson())));
    }

    /// <summary>A recipe that was not looked for, measured as those that were found.</summary>
    private static Recipe Measure(Recipe recipe, DiffusionPipeline pipeline, TuneResult found)
    {
        var prompts = SuggestedPrompts.For(pipeline.Model).HeldOut;
        var drawn = prompts.Select(prompt => new GenerationRequest { Prompt = prompt }).Select(request =>
        {
            var result = pipeline.Generate(recipe.ApplyTo(request));
            return (Likeness: ImageQuality.Psnr(result.Images[0], pipeline.Generate(ConvergedRun.Of(request)).Images[0]), result.SamplingTime.TotalSeconds);
        }).ToList();
        return recipe with
        {
            Dtype = pipeline.Model.Dtype,
            Measured = found.Recipes[0].Measured! with
            {
                Prompts = prompts.Count,
                Psnr = Math.Round(drawn.Average(d => d.Likeness), 1),
                WorstPsnr = Math.Round(drawn.Min(d => d.Likeness), 1),
                Seconds = Math.Round(drawn.Select(d => d.TotalSeconds).Order().ElementAt(drawn.Count / 2), 3),
                SpeedUp = null,
                SpeedUpInType = null,
            },
        };
    }

    /// <summary>Draws the frontier.</summary>
    internal static void WritePicture(TuneResult found) => FrontierFigure.Of(found.Frontier).Save(Repository.PathOf("docs", "images", "frontier.png"));

    /// <summary>What was measured, the slowest first.</summary>
    internal static string Frontier(TuneResult found) => TextTable.Markdown(
        ["", "setting", " time", " PSNR", " worst"],
        found.Frontier.GroupBy(p => p.Kind).SelectMany(kind => kind.OrderByDescending(p => p.Seconds).Select((point, i) => new[]
        {
            i == 0 ? Names[kind.Key] : "", point.Label, Numbers.Seconds(point.Seconds), Numbers.Decibels(point.Psnr), Numbers.Decibels(point.WorstPsnr),
        })));

    /// <summary>The recipes, and how they compare with plain runs that are as like the converged pictures.</summary>
    internal static string Recipes(TuneResult found) => TextTable.Markdown(
        ["recipe", "settings", "type", " time", " PSNR", " as fast as plain runs", " as plain runs in its type"],
        found.Recipes.Select(recipe => new[]
        {
            recipe.Name, string.Join(", ", recipe.Settings.Select(s => $"{s.Key} {s.Value}")), recipe.Dtype!, Numbers.Seconds(recipe.Measured!.Seconds),
            Numbers.Decibels(recipe.Measured.Psnr), Factor(recipe.Measured.SpeedUp), Factor(recipe.Measured.SpeedUpInType ?? recipe.Measured.SpeedUp),
        }));

    private static string Factor(double? factor) => factor is { } known ? Numbers.Factor(known) : "";

    private sealed class Told(Action<TuneProgress> tell) : IProgress<TuneProgress>
    {
        public void Report(TuneProgress value) => tell(value);
    }
}

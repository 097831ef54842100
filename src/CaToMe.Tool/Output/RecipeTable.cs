using System.Globalization;
using CaToMe.Recipes;
using CaToMe.Tuning;
using Spectre.Console;

namespace CaToMe.Tool.Output;

/// <summary>Recipes, and the frontier that they were found on.</summary>
internal static class RecipeTable
{
    /// <summary>A row per recipe.</summary>
    internal static Table Of(IReadOnlyList<Recipe> recipes)
    {
        var table = Tables.Of(
            Tables.Words("recipe"), Tables.Numbers("time"), Tables.Numbers("speed-up"), Tables.Numbers("PSNR"), Tables.Numbers("worst"),
            Tables.Words("settings"));
        foreach (var recipe in recipes)
        {
            table.Add(
                recipe.Name,
                recipe.Measured is { } m ? Numbers.Seconds(m.Seconds) : "",
                recipe.Measured?.SpeedUp is { } speedUp ? Numbers.Factor(speedUp) : "",
                recipe.Measured is { } measured ? Numbers.Decibels(measured.Psnr) : "",
                recipe.Measured is { } worst ? Numbers.Decibels(worst.WorstPsnr) : "",
                string.Join(", ", Brief(recipe)));
        }

        return table;
    }

    /// <summary>A row per measured setting, the fastest first.</summary>
    internal static Table Of(IReadOnlyList<FrontierPoint> frontier)
    {
        var table = Tables.Of(Tables.Words("setting"), Tables.Numbers("time"), Tables.Numbers("PSNR"), Tables.Numbers("worst"));
        foreach (var point in frontier.OrderBy(p => p.Seconds))
        {
            var label = point.Kind == FrontierKind.Recipe ? $"recipe {point.Label}" : point.Label;
            table.Add(label, Numbers.Seconds(point.Seconds), Numbers.Decibels(point.Psnr), Numbers.Decibels(point.WorstPsnr));
        }

        return table;
    }

    /// <summary>Everything that a recipe says.</summary>
    internal static void Show(Terminal terminal, Recipe recipe)
    {
        terminal.Result("Recipe", recipe.Name);
        foreach (var (key, value) in recipe.Settings)
        {
            terminal.Result(key, value);
        }

        if (recipe.Dtype is { } dtype)
        {
            terminal.Result("dtype", dtype);
        }

        if (recipe.Measured is { } m)
        {
            terminal.Result("Measured on", string.Create(
                CultureInfo.InvariantCulture,
                $"{m.Model} ({m.ModelHash}), {m.Width}x{m.Height}, guidance {m.GuidanceScale}, {m.Prompts} prompts, {m.Machine}"));
            var speedUp = m.SpeedUp is { } times ? FormattableString.Invariant($", {times:0.00} times as fast as plain sampling that is as like them") : "";
            terminal.Result("Result",
                $"{Numbers.Decibels(m.Psnr)} to the converged pictures (worst {Numbers.Decibels(m.WorstPsnr)}) in "
                + $"{Numbers.Seconds(m.Seconds)}{speedUp}");
        }
    }

    /// <summary>The settings that say most.</summary>
    private static IEnumerable<string> Brief(Recipe recipe)
    {
        string? Of(string key) => recipe.Settings.GetValueOrDefault(key);
        yield return $"{Of("sampler")}, {Of("steps")} steps";
        if (Of("merge") is { } merge and not "none")
        {
            yield return merge;
        }

        if (recipe.Dtype is { } dtype and not "float32")
        {
            yield return dtype;
        }

        if (Of("guidanceCalls") is not null || Of("deepCalls") is not null)
        {
            yield return "calls that leave work out";
        }
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using CaToMe.Models;
using CaToMe.Requests;

namespace CaToMe.Shell;

/// <summary>
/// Where files go: a file, a folder, or a pattern with <see cref="Placeholders"/>, of which numbers take a format
/// (<c>{seed:0000}</c>). What a text contributes is made harmless, so that it cannot leave the folder.
/// </summary>
internal sealed partial class OutputPattern
{
    private readonly string template;

    private OutputPattern(string template, bool isSingleFile, bool isChosen = true) =>
        (this.template, IsSingleFile, IsChosen) = (template, isSingleFile, isChosen);

    /// <summary>Whether the user chose the files' names, and not only their folder.</summary>
    internal bool IsChosen { get; }

    /// <summary>The words in braces that it may have.</summary>
    internal static IReadOnlyList<OutputPlaceholder> Placeholders => OutputPlaceholder.All;

    /// <summary>Whether a name depends on the model: on what a request leaves to it, or on what it is called.</summary>
    internal bool AsksForModel => Placeholder().Matches(template).Any(m => Find(m)?.AsksForModel == true);

    /// <summary>Whether it names one file, for however many pictures.</summary>
    internal bool IsSingleFile { get; }

    /// <summary>Reads what the user gave.</summary>
    /// <param name="option">The option's name, for messages.</param>
    /// <param name="given">A file, a folder (existing, or without an extension) or a pattern; null is the current folder.</param>
    /// <param name="fileName">The files' names in a folder; its extension is the one that files must have.</param>
    /// <param name="later">A word in braces that stays as it is, for others to replace; null for none.</param>
    /// <exception cref="OptionException">It is none of these.</exception>
    internal static OutputPattern Parse(string option, string? given, string fileName, string? later = null)
    {
        var extension = Path.GetExtension(fileName);
        if (given is null)
        {
            return new OutputPattern(fileName, isSingleFile: false, isChosen: false);
        }

        var advice = $"give a file that ends in {extension}, a folder, or a pattern such as pictures/{{prompt}}-{{seed}}{extension}.";
        if (string.IsNullOrWhiteSpace(given))
        {
            throw new OptionException(option, null, advice);
        }

        foreach (var match in Placeholder().Matches(given).Where(m => m.Groups[1].Value != later))
        {
            Check(option, given, match);
        }

        if (Path.EndsInDirectorySeparator(given) || Directory.Exists(given))
        {
            return new OutputPattern(Path.Combine(given, fileName), isSingleFile: false, isChosen: false);
        }

        return Path.GetExtension(Placeholder().Replace(given, "x")) switch
        {
            "" when Placeholder().IsMatch(Path.GetFileName(given)) => new OutputPattern(given + extension, isSingleFile: false),
            "" => new OutputPattern(Path.Combine(given, fileName), isSingleFile: false, isChosen: false),
            var other when other.Equals(extension, StringComparison.OrdinalIgnoreCase) =>
                new OutputPattern(given, isSingleFile: !Placeholder().IsMatch(given)),
            var other => throw new OptionException(option, given, $"files are written as {extension}, not as {other}; {advice}"),
        };
    }

    /// <summary>The file of one picture.</summary>
    /// <param name="request">What it is drawn from.</param>
    /// <param name="index">Its number in the series, from 1.</param>
    /// <param name="model">The model, which gives what the request leaves to it. Null: the name says <c>default</c> there.</param>
    /// <exception cref="CaToMeException">A setting is not accepted by the model.</exception>
    internal string PathFor(GenerationRequest request, int index, ModelInfo? model = null)
    {
        var picture = new OutputPlaceholder.Picture(model is not null && AsksForModel ? request.Resolve(model) : request, index, model);
        return Placeholder().Replace(template, match => Find(match)?.Value(picture) switch
        {
            null => match.Value,
            string text => text,
            var number => ((IFormattable)number).ToString(FormatOf(match), CultureInfo.InvariantCulture),
        });
    }

    /// <summary>The pattern as it can be given again.</summary>
    public override string ToString() => template;

    private static void Check(string option, string given, Match match)
    {
        var known = Find(match) ?? throw new OptionException(option, given, $"{match.Value} is not known there: write {OutputPlaceholder.Listed}.");
        if (FormatOf(match) is { } format && !(known.IsNumber && Zeros().IsMatch(format)))
        {
            throw new OptionException(
                option, given,
                known.IsNumber
                    ? $"{match.Value} has no format of a number: write as many zeros as digits, such as {{{known.Name}:0000}}."
                    : $"{match.Value} is a text, and has no format: write {{{known.Name}}}.");
        }
    }

    private static OutputPlaceholder? Find(Match match) => Placeholders.FirstOrDefault(p => p.Name == match.Groups[1].Value);

    private static string? FormatOf(Match match) => match.Groups[2] is { Success: true, Value: var format } ? format : null;

    [GeneratedRegex(@"\{([^{}:]*)(?::([^{}]*))?\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^0+(\.0+)?$")]
    private static partial Regex Zeros();
}

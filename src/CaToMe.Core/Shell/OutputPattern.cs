using System.Globalization;
using System.Text.RegularExpressions;
using CaToMe.Requests;

namespace CaToMe.Shell;

/// <summary>
/// Where files go: a file, a folder, or a pattern with <c>{prompt}</c>, <c>{seed}</c> and <c>{index}</c>. What a prompt
/// contributes is made of letters, digits and dashes, so that it cannot leave the folder.
/// </summary>
internal sealed partial class OutputPattern
{
    private readonly string template;

    private OutputPattern(string template, bool isSingleFile, bool isChosen = true) =>
        (this.template, IsSingleFile, IsChosen) = (template, isSingleFile, isChosen);

    /// <summary>Whether the user chose the files' names, and not only their folder.</summary>
    internal bool IsChosen { get; }

    /// <summary>Whether it names one file, for however many pictures.</summary>
    internal bool IsSingleFile { get; }

    /// <summary>Reads what the user gave.</summary>
    /// <param name="option">The option's name, for messages.</param>
    /// <param name="given">A file, a folder (existing, or without an extension) or a pattern; null is the current folder.</param>
    /// <param name="fileName">The files' names in a folder; its extension is the one that files must have.</param>
    /// <exception cref="OptionException">It is none of these.</exception>
    internal static OutputPattern Parse(string option, string? given, string fileName)
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

        if (Placeholder().Matches(given).FirstOrDefault(m => m.Groups[1].Value is not ("prompt" or "seed" or "index")) is { } unknown)
        {
            throw new OptionException(option, given, $"{unknown.Value} is not known there: write {{prompt}}, {{seed}} or {{index}}.");
        }

        if (Path.EndsInDirectorySeparator(given) || Directory.Exists(given))
        {
            return new OutputPattern(Path.Combine(given, fileName), isSingleFile: false, isChosen: false);
        }

        return Path.GetExtension(given) switch
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
    internal string PathFor(GenerationRequest request, int index) => Placeholder().Replace(template, match => match.Groups[1].Value switch
    {
        "prompt" => Slug.Of(request.Prompt),
        "seed" => request.Seed.ToString(CultureInfo.InvariantCulture),
        _ => index.ToString(CultureInfo.InvariantCulture),
    });

    /// <summary>The pattern as it can be given again.</summary>
    public override string ToString() => template;

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Placeholder();
}

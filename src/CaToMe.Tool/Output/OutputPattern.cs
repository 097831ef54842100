using System.Globalization;
using System.Text.RegularExpressions;

namespace CaToMe.Tool.Output;

/// <summary>
/// Where files go: a file, a folder, or a pattern with <c>{prompt}</c>, <c>{seed}</c> and <c>{index}</c>. What a prompt
/// contributes is a slug, so that it cannot leave the folder.
/// </summary>
internal sealed partial class OutputPattern
{
    private readonly string option, template;
    private readonly bool isPlainFile;

    private OutputPattern(string option, string template, bool isPlainFile) =>
        (this.option, this.template, this.isPlainFile) = (option, template, isPlainFile);

    /// <summary>Reads what the user gave.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="given">A file, a folder or a pattern; null is the current folder.</param>
    /// <param name="fileName">The files' names in a folder; its extension is the one that files must have.</param>
    /// <exception cref="CaToMeException">It is none of these.</exception>
    internal static OutputPattern Parse(string option, string? given, string fileName)
    {
        var extension = Path.GetExtension(fileName);
        if (given is null)
        {
            return new OutputPattern(option, fileName, isPlainFile: false);
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

        var hasPlaceholder = Placeholder().IsMatch(given);
        if (Path.EndsInDirectorySeparator(given) || Directory.Exists(given))
        {
            return new OutputPattern(option, Path.Combine(given, fileName), isPlainFile: false);
        }

        return Path.GetExtension(given) switch
        {
            "" when Placeholder().IsMatch(Path.GetFileName(given)) => new OutputPattern(option, given + extension, isPlainFile: false),
            "" => new OutputPattern(option, Path.Combine(given, fileName), isPlainFile: false),
            var other when other.Equals(extension, StringComparison.OrdinalIgnoreCase) => new OutputPattern(option, given, isPlainFile: !hasPlaceholder),
            var other => throw new OptionException(option, given, $"files are written as {extension}, not as {other}; {advice}"),
        };
    }

    /// <summary>A name for each file, all different.</summary>
    /// <param name="requests">What each file is drawn from, in order.</param>
    /// <exception cref="CaToMeException">Several files would have the same name.</exception>
    internal IReadOnlyList<string> NamesFor(IReadOnlyList<GenerationRequest> requests)
    {
        if (isPlainFile && requests.Count > 1)
        {
            throw new OptionException(option, template, $"that is one file, and there are {requests.Count} to write. Give a folder, or a pattern such as {Path.ChangeExtension(template, null)}-{{index}}{Path.GetExtension(template)}.");
        }

        var names = requests.Select((r, i) => Expand(r, i + 1)).ToList();
        var shared = names.GroupBy(Path.GetFullPath, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var used = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var distinct = names.Select(name => shared.Contains(Path.GetFullPath(name)) ? WithNumber(name, used[name] = used.GetValueOrDefault(name) + 1) : name).ToList();
        var twice = distinct.GroupBy(Path.GetFullPath, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? distinct
            : throw new OptionException(option, template, $"two files would be named {twice.Key}. Add {{index}} to the pattern.");
    }

    /// <summary>Makes sure, before anything is drawn, that files can be written.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="replace">Whether existing files may be replaced.</param>
    /// <exception cref="CaToMeException">One exists, or its folder cannot be written.</exception>
    internal void EnsureWritable(IReadOnlyList<string> paths, bool replace)
    {
        if (paths.FirstOrDefault(Directory.Exists) is { } folder)
        {
            throw new CaToMeException($"{folder} is a folder, and a file of that name is to be written. Give another name with {option}.");
        }

        var existing = paths.Where(File.Exists).ToList();
        if (existing.Count > 0 && !replace)
        {
            var others = existing.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" (and {existing.Count - 1} more)") : "";
            throw new CaToMeException($"{existing[0]}{others} exists already. Add --force to replace it, or choose another place with {option}.");
        }

        foreach (var path in paths.Select(p => Path.GetDirectoryName(Path.GetFullPath(p))!).Distinct())
        {
            try
            {
                Directory.CreateDirectory(path);
                File.Create(Path.Combine(path, $"{Guid.NewGuid():N}.tmp"), 1, FileOptions.DeleteOnClose).Dispose();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CaToMeException($"Nothing can be written in {path}: {e.Message.TrimEnd('.')}. Choose another place with {option}.", e);
            }
        }
    }

    private static string WithNumber(string path, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path.ChangeExtension(path, null)}-{number}{Path.GetExtension(path)}");

    private string Expand(GenerationRequest request, int index) => Placeholder().Replace(template, match => match.Groups[1].Value switch
    {
        "prompt" => Slug.Of(request.Prompt),
        "seed" => request.Seed.ToString(CultureInfo.InvariantCulture),
        _ => index.ToString(CultureInfo.InvariantCulture),
    });

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Placeholder();
}

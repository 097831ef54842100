using System.Globalization;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Runtime;
using CaToMe.Shell;

namespace CaToMe.Tool.Output;

/// <summary>The files of a command, named and found free before anything is drawn.</summary>
/// <param name="option">The option that says where they go, for messages.</param>
/// <param name="pattern">What it says.</param>
internal sealed class OutputPlan(string option, OutputPattern pattern)
{
    /// <summary>Reads what the user gave.</summary>
    /// <param name="option">The option.</param>
    /// <param name="given">A file, a folder or a pattern; null is the current folder.</param>
    /// <param name="fileName">The files' names in a folder; its extension is the one that files must have.</param>
    /// <exception cref="OptionException">It is none of these.</exception>
    internal static OutputPlan Parse(string option, string? given, string fileName) => new(option, OutputPattern.Parse(option, given, fileName));

    /// <summary>Whether a name depends on the model.</summary>
    internal bool AsksForModel => pattern.AsksForModel;

    /// <summary>
    /// A file for each, all different and free to be written. Names that the user gave are an error where they exist; those that
    /// we chose, in a folder, get a number.
    /// </summary>
    /// <param name="requests">What each file is drawn from, in order.</param>
    /// <param name="replace">Whether existing files may be replaced.</param>
    /// <param name="model">The model, which names may tell of; null while it is not loaded.</param>
    /// <exception cref="CaToMeException">Two would have the same name, one exists, a folder cannot be written.</exception>
    internal IReadOnlyList<string> FilesFor(IReadOnlyList<GenerationRequest> requests, bool replace, ModelInfo? model = null)
    {
        var names = NamesFor(requests, model);
        if (!replace && !pattern.IsChosen)
        {
            names = Free(names);
        }

        EnsureWritable(names, replace);
        return names;
    }

    /// <summary>The names, with a number where a file has one already.</summary>
    private static List<string> Free(IReadOnlyList<string> names)
    {
        var taken = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase);
        return [.. names.Select(name => Path.Exists(name)
            ? Enumerable.Range(2, int.MaxValue - 2).Select(n => WholeFile.Numbered(name, n)).First(n => !Path.Exists(n) && taken.Add(n))
            : name)];
    }

    /// <summary>A name for each file, all different.</summary>
    /// <param name="requests">What each file is drawn from, in order.</param>
    /// <param name="model">The model; null while it is not loaded.</param>
    /// <exception cref="CaToMeException">Several files would have the same name.</exception>
    internal IReadOnlyList<string> NamesFor(IReadOnlyList<GenerationRequest> requests, ModelInfo? model = null)
    {
        if (pattern.IsSingleFile && requests.Count > 1)
        {
            var file = pattern.ToString();
            throw new OptionException(
                option, pattern,
                $"that is one file, and there are {requests.Count} to write. "
                + $"Give a folder, or a pattern such as {Path.ChangeExtension(file, null)}-{{index}}{Path.GetExtension(file)}.");
        }

        var names = requests.Select((r, i) => pattern.PathFor(r, i + 1, model)).ToList();
        var shared = names
            .GroupBy(Path.GetFullPath, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1)
            .Select(g => g.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var used = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var distinct = names
            .Select(name => shared.Contains(Path.GetFullPath(name)) ? WholeFile.Numbered(name, used[name] = used.GetValueOrDefault(name) + 1) : name)
            .ToList();
        var twice = distinct.GroupBy(Path.GetFullPath, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? distinct
            : throw new OptionException(option, pattern, $"two files would be named {twice.Key}. Add {{index}} to the pattern.");
    }

    /// <summary>Makes sure, before anything is drawn, that files can be written.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="replace">Whether existing files may be replaced.</param>
    /// <exception cref="CaToMeException">One exists, or its folder cannot be written.</exception>
    internal void EnsureWritable(IReadOnlyList<string> paths, bool replace)
    {
        if (paths.FirstOrDefault(Directory.Exists) is { } folder)
        {
            throw new CaToMeException($"{FileNotices.IsFolder(folder)} Give another name with {option}.");
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
}

using System.Management.Automation;
using CaToMe.Errors;
using Microsoft.PowerShell.Commands;

namespace CaToMe.Binding;

/// <summary>Paths as PowerShell means them: relative to its own location, on its drives, with ~; or with wildcards.</summary>
internal static class FileSystemPath
{
    /// <summary>A path taken as it is, existing or not.</summary>
    /// <exception cref="CommandException">It is of another provider, or of no drive.</exception>
    internal static string Resolve(PSCmdlet cmdlet, string path)
    {
        try
        {
            var full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return IsFileSystem(provider) ? full : throw NotAFile(path);
        }
        catch (Exception e) when (e is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or PSArgumentException)
        {
            throw new CommandException(ErrorIds.PathNotFound, ErrorCategory.ObjectNotFound, e.Message, "Give a path of the file system.", path);
        }
    }

    /// <summary>A path of which braces stand for something: the folder before the first one is a path, and what follows stays as it is.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="pattern">Such as <c>out/{prompt}-{seed:0000}.png</c>, whose colon is that of no drive.</param>
    /// <exception cref="CommandException">It is of another provider, or of no drive.</exception>
    internal static string ResolvePattern(PSCmdlet cmdlet, string pattern)
    {
        if (pattern.IndexOf('{', StringComparison.Ordinal) is not (>= 0 and var brace))
        {
            return Resolve(cmdlet, pattern);
        }

        var (folder, rest) = pattern.AsSpan(0, brace).LastIndexOfAny('/', '\\', ':') is >= 0 and var end
            ? (pattern[..(end + 1)], pattern[(end + 1)..])
            : (".", pattern);
        return Path.Combine(Resolve(cmdlet, folder), rest);
    }

    /// <summary>The existing files that a path with wildcards means. A file of just that name, brackets and all, comes first.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    internal static IReadOnlyList<string> Expand(PSCmdlet cmdlet, string pattern)
    {
        try
        {
            if (File.Exists(Resolve(cmdlet, pattern)))
            {
                return [Resolve(cmdlet, pattern)];
            }

            var files = cmdlet.GetResolvedProviderPathFromPSPath(pattern, out var provider);
            return !IsFileSystem(provider) ? throw NotAFile(pattern)
                : files.Where(File.Exists).ToList() is { Count: > 0 } existing ? existing
                : throw new ItemNotFoundException($"There is no file {pattern}.");
        }
        catch (Exception e)
            when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or WildcardPatternException)
        {
            throw new CommandException(ErrorIds.PathNotFound, ErrorCategory.ObjectNotFound,
                e.Message, "Check the path; for a name with [ or ] use -LiteralPath.", pattern);
        }
    }

    /// <summary>Takes every file that a cmdlet's -Path or -LiteralPath means. A path that means none is an error; the others go on.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="paths">The paths.</param>
    /// <param name="areLiteral">Whether they are taken as they are.</param>
    /// <param name="take">Takes an absolute path.</param>
    /// <param name="miss">Hears of a path that means no file.</param>
    internal static void ForEachFile(PSCmdlet cmdlet, IEnumerable<string> paths, bool areLiteral, Action<string> take, Action? miss = null)
    {
        foreach (var path in paths)
        {
            try
            {
                foreach (var file in areLiteral ? [Existing(cmdlet, path)] : Expand(cmdlet, path))
                {
                    take(file);
                }
            }
            catch (CommandException e)
            {
                cmdlet.WriteError(ErrorRecords.Of(e, path));
                miss?.Invoke();
            }
        }
    }

    private static string Existing(PSCmdlet cmdlet, string path) => Resolve(cmdlet, path) is var file && File.Exists(file)
        ? file
        : throw new CommandException(ErrorIds.PathNotFound, ErrorCategory.ObjectNotFound, $"There is no file {path}.", "Check the path.", path);

    private static bool IsFileSystem(ProviderInfo provider) => provider.ImplementingType == typeof(FileSystemProvider);

    private static CommandException NotAFile(string path) =>
        new(ErrorIds.PathNotFound, ErrorCategory.InvalidArgument, $"{path} is not a path of the file system.", "Give a path of the file system.", path);
}

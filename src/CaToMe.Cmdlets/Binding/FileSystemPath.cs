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
            return !IsFileSystem(provider) ? throw NotAFile(pattern) : files.Count > 0 ? files : throw new ItemNotFoundException($"There is no file {pattern}.");
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException)
        {
            throw new CommandException(ErrorIds.PathNotFound, ErrorCategory.ObjectNotFound, e.Message, "Check the path; for a name with [ or ] use -LiteralPath.", pattern);
        }
    }

    private static bool IsFileSystem(ProviderInfo provider) => provider.ImplementingType == typeof(FileSystemProvider);

    private static CommandException NotAFile(string path) =>
        new(ErrorIds.PathNotFound, ErrorCategory.InvalidArgument, $"{path} is not a path of the file system.", "Give a path of the file system.", path);
}

using System.Management.Automation;
using CaToMe.Errors;
using CaToMe.Runtime;
using CaToMe.Shell;

namespace CaToMe.Running;

/// <summary>Whether a file may be written, as PowerShell's cmdlets decide it: an existing one is replaced, unless it is to be left or is protected.</summary>
/// <param name="force">Replace write-protected files.</param>
/// <param name="noClobber">Leave existing files.</param>
internal sealed class FileTarget(bool force, bool noClobber)
{
    /// <summary>What becomes of a file that is there when the new one is complete: one that appeared since the check is kept.</summary>
    /// <param name="existed">Whether it was there when the path was checked.</param>
    internal NameTaken Taken(bool existed) => (existed || force) && !noClobber ? NameTaken.Replace : NameTaken.Number;

    /// <summary>The file that was written; where its name was taken meanwhile, with a warning.</summary>
    internal static string Report(Cmdlet cmdlet, string path, string written)
    {
        if (FileNotices.Kept(path, written, "command", "-Force") is { } notice)
        {
            cmdlet.WriteWarning(notice);
        }

        return written;
    }

    /// <summary>The path, when it may be written.</summary>
    /// <exception cref="CommandException">It may not.</exception>
    internal string Check(string path)
    {
        var file = new FileInfo(path);
        return BlockedBy(file.Directory) is { } obstacle
                ? throw Refused(ErrorCategory.InvalidArgument, $"{path} cannot be written: {obstacle} is no folder.", "Choose another path.")
            : Directory.Exists(path)
                ? throw Refused(ErrorCategory.ResourceExists, FileNotices.IsFolder(path), "Choose another path.")
            : file.Exists && noClobber
                ? throw Refused(ErrorCategory.ResourceExists, $"{path} exists already.", "Give -Force, not -NoClobber, to replace it, or choose another path.")
            : file.Exists && file.IsReadOnly && !force
                ? throw Refused(ErrorCategory.PermissionDenied, $"{path} is write-protected.", "Add -Force to replace it, or choose another path.")
            : path;
    }

    /// <summary>A file where a folder on the way has to be; null where the folder is there or can be made.</summary>
    private static string? BlockedBy(DirectoryInfo? folder)
    {
        while (folder is { Exists: false } && !File.Exists(folder.FullName))
        {
            folder = folder.Parent;
        }

        return folder is { Exists: false } ? folder.FullName : null;
    }

    private static CommandException Refused(ErrorCategory category, string message, string advice) => new(ErrorIds.FileExists, category, message, advice);
}

using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;
using CaToMe.Imaging;

namespace CaToMe.Running;

/// <summary>
/// Chooses the files of a command's pictures and writes them. Two pictures of one command never share a file: a second one
/// of the same name gets a number.
/// </summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="force">Replace write-protected files.</param>
/// <param name="noClobber">Leave existing files.</param>
internal sealed class ImageWriter(PSCmdlet cmdlet, bool force, bool noClobber)
{
    internal const string FileName = "{prompt}-{seed}.png";

    private readonly HashSet<string> taken = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    /// <summary>The files of a request's batch, checked before anything is drawn.</summary>
    /// <param name="outputPath">A file, a folder or a pattern; null is the current folder.</param>
    /// <param name="request">The request.</param>
    /// <param name="index">The first picture's number in the command, from 1.</param>
    /// <exception cref="CaToMeException">A file may not be written.</exception>
    internal IReadOnlyList<string> Choose(string? outputPath, GenerationRequest request, int index)
    {
        var pattern = OutputPattern.Parse("OutputPath", FileSystemPath.Resolve(cmdlet, outputPath ?? "."), FileName);
        return [.. Enumerable.Range(index, request.Batch).Select(i => Check(Distinct(pattern.PathFor(request, i))))];
    }

    /// <summary>Writes a picture with its settings, whole or not at all.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    internal static void Save(string path, RgbImage image, ImageMetadata metadata)
    {
        try
        {
            PngFile.Save(path, image, metadata.ToText());
        }
        catch (CaToMeException e)
        {
            throw new CommandException(ErrorIds.FileNotWritten, ErrorCategory.WriteError, e.Message, "Choose another -OutputPath, or make room.", path);
        }
    }

    private string Distinct(string path)
    {
        var name = path;
        for (var number = 2; !taken.Add(name); number++)
        {
            name = OutputPattern.Numbered(path, number);
        }

        return name;
    }

    private string Check(string path)
    {
        if (Directory.Exists(path))
        {
            throw new CommandException(ErrorIds.FileExists, ErrorCategory.ResourceExists, $"{path} is a folder, and a file of that name is to be written.", "Choose another -OutputPath.");
        }

        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return path;
        }

        if (noClobber)
        {
            throw new CommandException(ErrorIds.FileExists, ErrorCategory.ResourceExists, $"{path} exists already.", "Leave out -NoClobber to replace it, or choose another -OutputPath.");
        }

        if (file.IsReadOnly && !force)
        {
            throw new CommandException(ErrorIds.FileExists, ErrorCategory.PermissionDenied, $"{path} is write-protected.", "Add -Force to replace it, or choose another -OutputPath.");
        }

        return path;
    }
}

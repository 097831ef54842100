using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;
using CaToMe.Imaging;
using CaToMe.Requests;
using CaToMe.Runtime;
using CaToMe.Shell;

namespace CaToMe.Running;

/// <summary>
/// Chooses the files of a command's pictures and writes them. Two pictures of one command never share a file: a second one
/// of the same name gets a number.
/// </summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="target">Says whether a file may be written.</param>
internal sealed class ImageWriter(PSCmdlet cmdlet, FileTarget target)
{
    internal const string FileName = "{prompt}-{seed}.png";

    private readonly HashSet<string> existing = new(StringComparer.Ordinal);
    private int chosen;
    private readonly HashSet<string> taken = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    /// <summary>The files of a request's batch, checked before anything is drawn.</summary>
    /// <param name="outputPath">A file, a folder or a pattern; null is the current folder.</param>
    /// <param name="request">The request.</param>
    /// <exception cref="CaToMeException">A file may not be written.</exception>
    internal IReadOnlyList<string> Choose(string? outputPath, GenerationRequest request)
    {
        var pattern = OutputPattern.Parse("OutputPath", FileSystemPath.Resolve(cmdlet, outputPath ?? "."), FileName);
        var first = chosen + 1;
        chosen += request.Batch;
        var paths = Enumerable.Range(first, request.Batch).Select(i => target.Check(Distinct(pattern.PathFor(request, i)))).ToList();
        existing.UnionWith(paths.Where(File.Exists));
        return paths;
    }

    /// <summary>
    /// Writes a picture with its settings, whole or not at all. Where the name was free when the drawing began and is not
    /// now, both files are kept, with a warning.
    /// </summary>
    /// <returns>The file.</returns>
    /// <exception cref="CommandException">It cannot be written.</exception>
    internal string Save(string path, RgbImage image, ImageMetadata metadata)
    {
        try
        {
            return FileTarget.Report(cmdlet, path, PngFile.Save(path, image, metadata.ToText(), target.Taken(existing.Contains(path))));
        }
        catch (CaToMeException e) when (e is not CommandException)
        {
            throw new CommandException(ErrorIds.FileNotWritten, ErrorCategory.WriteError, e.Message, "Choose another -OutputPath, or make room.", path);
        }
    }

    private string Distinct(string path)
    {
        var name = path;
        for (var number = 2; !taken.Add(name); number++)
        {
            name = WholeFile.Numbered(path, number);
        }

        return name;
    }
}

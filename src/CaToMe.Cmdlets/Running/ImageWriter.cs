using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;
using CaToMe.Imaging;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Runtime;
using CaToMe.Shell;

namespace CaToMe.Running;

/// <summary>
/// Chooses the files of a command's pictures, finds those that are drawn already, and writes the others. Two pictures of one
/// command never share a file, and a file that is there is kept unless it is to be replaced: a name that is taken gets a number.
/// </summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="force">Replace existing files.</param>
/// <param name="noClobber">Refuse names of existing files.</param>
internal sealed class ImageWriter(PSCmdlet cmdlet, bool force, bool noClobber)
{
    internal const string FileName = "{prompt}-{seed}.png";

    private readonly FileTarget target = new(force, noClobber);
    private readonly HashSet<string> taken = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
    private int numbered;

    /// <summary>Reads where files go.</summary>
    /// <param name="outputPath">A file, a folder or a pattern; null is the current folder.</param>
    /// <exception cref="CaToMeException">It is none of these.</exception>
    internal OutputPattern Pattern(string? outputPath) =>
        OutputPattern.Parse("OutputPath", FileSystemPath.ResolvePattern(cmdlet, outputPath ?? "."), FileName);

    /// <summary>Counts a batch, whether or not it will be drawn.</summary>
    /// <returns>The number of its first picture in the series, from 1.</returns>
    internal int Number(int batch) => (numbered += batch) - batch + 1;

    /// <summary>The files of a request's batch, checked before anything is drawn.</summary>
    /// <param name="pattern">Where they go.</param>
    /// <param name="request">The request.</param>
    /// <param name="first">The number of its first picture.</param>
    /// <param name="model">The model, where it is known already.</param>
    /// <exception cref="CaToMeException">A file may not be written.</exception>
    internal IReadOnlyList<string> Choose(OutputPattern pattern, GenerationRequest request, int first, ModelInfo? model) =>
        [.. Enumerable.Range(first, request.Batch).Select(i => target.Check(Names(pattern.PathFor(request, i, model)).First(Take)))];

    /// <summary>The files of a request's batch, where all of it is drawn already; null otherwise.</summary>
    /// <param name="pattern">Where they go: files that got a number are looked at too.</param>
    /// <param name="request">The request.</param>
    /// <param name="first">The number of its first picture.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="CaToMeException">A setting is not accepted by the model.</exception>
    internal IReadOnlyList<(string Path, ImageMetadata Metadata)>? FindDrawn(OutputPattern pattern, GenerationRequest request, int first, ModelInfo model)
    {
        var found = new List<(string Path, ImageMetadata Metadata)>();
        for (var i = 0; i < request.Batch; i++)
        {
            var drawn = Names(pattern.PathFor(request, first + i, model)).TakeWhile(name => taken.Contains(name) || File.Exists(name))
                .Where(name => !taken.Contains(name) && found.TrueForAll(f => f.Path != name))
                .Take(GivesNumbers ? int.MaxValue : 1)
                .Select(name => (Path: name, Metadata: SettingsIn(name)))
                .FirstOrDefault(file => file.Metadata?.IsOf(request, model, i) == true);
            if (drawn.Metadata is null)
            {
                return null;
            }

            found.Add((drawn.Path, drawn.Metadata));
        }

        taken.UnionWith(found.Select(f => f.Path));
        return found;
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
            return FileTarget.Report(cmdlet, path, PngFile.Save(path, image, metadata.ToText(), target.Taken(existed: false)));
        }
        catch (CaToMeException e) when (e is not CommandException)
        {
            throw new CommandException(ErrorIds.FileNotWritten, ErrorCategory.WriteError, e.Message, "Choose another -OutputPath, or make room.", path);
        }
    }

    /// <summary>A name, and the same with the numbers 2, 3, ...</summary>
    private static IEnumerable<string> Names(string path)
    {
        yield return path;
        for (var number = 2; ; number++)
        {
            yield return WholeFile.Numbered(path, number);
        }
    }

    /// <summary>Whether a picture whose name is a file's gets a number: otherwise the file is replaced, or it is an error.</summary>
    private bool GivesNumbers => !force && !noClobber;

    /// <summary>Takes a name that no other picture has and, where it may have a number, no file.</summary>
    private bool Take(string name) => !(GivesNumbers && File.Exists(name)) && taken.Add(name);

    private static ImageMetadata? SettingsIn(string path)
    {
        try
        {
            return ImageMetadata.Read(path);
        }
        catch (CaToMeException)
        {
            return null; // no picture, or one without settings: another one is drawn beside it
        }
    }
}

using System.Globalization;

namespace CaToMe.Runtime;

/// <summary>Writes a file whole or not at all: under a temporary name in the same folder, then moved.</summary>
internal static class WholeFile
{
    /// <summary>Writes and moves; on any error the temporary file is deleted and an existing file is as it was.</summary>
    /// <param name="path">The file to create or replace. Its folder is created where it is missing.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="taken">What becomes of a file of that name, also one that appeared meanwhile. Default: it is replaced.</param>
    /// <returns>The file that was written: <paramref name="path"/>, or with <see cref="NameTaken.Number"/> one beside it.</returns>
    /// <exception cref="CaToMeException">The folder is not writable, the disk is full, the path is a folder, or a file that is to stay.</exception>
    public static string Write(string path, Action<Stream> write, NameTaken taken = NameTaken.Replace)
    {
        var full = Path.GetFullPath(path);
        var temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
            }

            if (taken == NameTaken.Replace)
            {
                File.Move(temporary, full, overwrite: true);
                return path;
            }

            return MoveToFreeName(temporary, path, taken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CaToMeException($"{path} cannot be written: {e.Message.TrimEnd('.')}. Choose another place, or make room.", e);
        }
        finally
        {
            Delete(temporary);
        }
    }

    /// <summary>The same file name with a number before its extension, for a second file that would have the first one's name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="number">The number.</param>
    public static string Numbered(string path, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path.ChangeExtension(path, null)}-{number}{Path.GetExtension(path)}");

    private static string MoveToFreeName(string temporary, string path, NameTaken taken)
    {
        var name = Claim(path, taken);
        try
        {
            File.Move(temporary, name, overwrite: true);
            return name;
        }
        catch
        {
            Delete(name);
            throw;
        }
    }

    /// <summary>
    /// Takes a free name by creating an empty file, which of several that try only one can do. (A move that does not
    /// overwrite is no such thing on Unix: it looks first and moves then.)
    /// </summary>
    private static string Claim(string path, NameTaken taken)
    {
        var name = path;
        for (var number = 2; ; number++)
        {
            try
            {
                new FileStream(name, FileMode.CreateNew, FileAccess.Write).Dispose();
                return name;
            }
            catch (IOException) when (taken == NameTaken.Number && Path.Exists(name))
            {
                name = Numbered(path, number);
            }
        }
    }

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What could not be created cannot be deleted either: the first error is the one that counts.
        }
    }
}

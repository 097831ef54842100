namespace CaToMe.Runtime;

/// <summary>Writes a file whole or not at all: under a temporary name in the same folder, then moved.</summary>
public static class WholeFile
{
    /// <summary>Writes and moves; on any error the temporary file is deleted and an existing file is as it was.</summary>
    /// <param name="path">The file to create or replace. Its folder is created where it is missing.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="overwrite">Whether to replace an existing file, also one that appeared meanwhile. Default true.</param>
    /// <exception cref="CaToMeException">The folder is not writable, the disk is full, the path is a folder, or a file that is to stay.</exception>
    public static void Write(string path, Action<Stream> write, bool overwrite = true)
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

            File.Move(temporary, full, overwrite);
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

    private static void Delete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What could not be created cannot be deleted either: the first error is the one that counts.
        }
    }
}

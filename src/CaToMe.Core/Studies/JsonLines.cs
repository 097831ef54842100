using System.Text.Json;

namespace CaToMe.Studies;

/// <summary>Files with one JSON object on each line, as a results folder has them.</summary>
internal static class JsonLines
{
    /// <summary>How a line is written: names in camel case.</summary>
    internal static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    private const int FirstBuffer = 1 << 16;

    /// <summary>Reads a file line by line, as they are asked for: a long file takes no more memory than its longest line. A last line without its end is
    /// being written, or was when a run was killed: it is left out.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CaToMeException">The file cannot be read, or a line is not of that form: the message names the line.</exception>
    internal static IEnumerable<T> Read<T>(string path)
    {
        using var stream = Open(path);
        var (buffer, filled, number) = (new byte[FirstBuffer], 0, 0);
        while (stream.Read(buffer, filled, buffer.Length - filled) is > 0 and var read)
        {
            filled += read;
            var start = 0;
            for (var end = Array.IndexOf(buffer, (byte)'\n', 0, filled); end >= 0; end = Array.IndexOf(buffer, (byte)'\n', start, filled - start))
            {
                yield return Parse<T>(buffer.AsSpan(start, end - start), path, ++number);
                start = end + 1;
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * buffer.Length);
            }
        }
    }

    /// <summary>Appends lines in one write. What follows the last line end was left by a run that was killed, and is cut.</summary>
    /// <param name="path">The file; it and its folder are made where they are missing.</param>
    /// <param name="rows">One object for each line.</param>
    /// <exception cref="CaToMeException">The file cannot be written.</exception>
    internal static void Append<T>(string path, IEnumerable<T> rows)
    {
        using var bytes = new MemoryStream();
        foreach (var row in rows)
        {
            JsonSerializer.Serialize(bytes, row, Format);
            bytes.WriteByte((byte)'\n');
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            CutTornLine(stream);
            stream.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaToMeException($"{path} cannot be written: {e.Message.TrimEnd('.')}. Choose another place, or make room.", e);
        }
    }

    /// <summary>Cuts what follows the last line end, and stands at the file's end.</summary>
    private static void CutTornLine(FileStream stream)
    {
        for (var end = stream.Length; end > 0; end--)
        {
            stream.Position = end - 1;
            if (stream.ReadByte() == '\n')
            {
                stream.SetLength(end);
                return;
            }
        }

        stream.SetLength(0);
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaToMeException($"{path} cannot be read: {e.Message.TrimEnd('.')}. Check who may read it.", e);
        }
    }

    private static T Parse<T>(ReadOnlySpan<byte> line, string path, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Format) ?? throw new JsonException("The line is null.");
        }
        catch (JsonException e)
        {
            throw new CaToMeException($"{path}, line {number} is not a row of a study: {e.Message} Delete that line: its picture is drawn anew.", e);
        }
    }
}

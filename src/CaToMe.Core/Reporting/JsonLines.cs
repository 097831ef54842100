using System.Text.Json;

namespace CaToMe.Reporting;

/// <summary>Reads the lines of a results folder.</summary>
internal static class JsonLines
{
    internal static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    /// <summary>All lines of all files of a name, in the order of the files. A last line without its end was being written when a run was killed: it is
    /// left out.</summary>
    /// <param name="folder">The results folder.</param>
    /// <param name="pattern">The files' names, such as <c>pictures*.jsonl</c>.</param>
    /// <exception cref="CaToMeException">The folder is missing, or a line is not of that form.</exception>
    internal static IReadOnlyList<T> Read<T>(string folder, string pattern)
    {
        if (!Directory.Exists(folder))
        {
            throw new CaToMeException($"{folder} does not exist. Give the results folder of a study.");
        }

        return [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal).SelectMany(ReadFile<T>)];
    }

    private static IEnumerable<T> ReadFile<T>(string path)
    {
        var text = ReadText(path);
        var lines = text.Split('\n');
        foreach (var (number, line) in lines.SkipLast(1).Index().Where(l => !string.IsNullOrWhiteSpace(l.Item)))
        {
            yield return Parse<T>(path, number + 1, line);
        }
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaToMeException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static T Parse<T>(string path, int number, string line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Format) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new CaToMeException(
                $"{path}, line {number}, is no record of a study ({e.Message.TrimEnd('.')}). Remove the line: the study draws it again.", e);
        }
    }
}

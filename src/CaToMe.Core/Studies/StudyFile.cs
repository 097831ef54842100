namespace CaToMe.Studies;

/// <summary>A study: every prompt is drawn with every seed under every setting.</summary>
public sealed record StudyFile
{
    /// <summary>The model's folder, file or name; null: the embedded one.</summary>
    public string? Model { get; init; }

    /// <summary>The prompts; null where they are in <see cref="PromptFile"/>.</summary>
    public IReadOnlyList<string>? Prompts { get; init; }

    /// <summary>A text file with a prompt on each line, beside the study's file where it is no full path.</summary>
    public string? PromptFile { get; init; }

    /// <summary>The seeds. Default: 42.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [42];

    /// <summary>The settings, those of the grid among them.</summary>
    public required IReadOnlyList<StudySetting> Settings { get; init; }

    /// <summary>Whether pairs and similarities of every block and call are kept. Times then include the keeping. Default: false.</summary>
    public bool Calls { get; init; }

    /// <summary>The file's text.</summary>
    public required string Text { get; init; }

    /// <summary>The file.</summary>
    internal string Path { get; init; } = "";

    /// <summary>Reads a study.</summary>
    /// <param name="path">A YAML or JSON file.</param>
    /// <exception cref="CaToMeException">It cannot be read, or a value is not accepted: the message names the line, the key and what is accepted.</exception>
    public static StudyFile Read(string path) => StudyReader.Read(path);

    /// <summary>The name of the results folder, where none is given.</summary>
    /// <param name="path">The study's file.</param>
    internal static string ResultsFor(string path) => System.IO.Path.GetFileNameWithoutExtension(path) + "-results";

    /// <summary>The prompts in order, read as they are asked for.</summary>
    /// <exception cref="CaToMeException">The file of prompts cannot be read.</exception>
    internal IEnumerable<string> AllPrompts()
    {
        if (Prompts is not null)
        {
            return Prompts;
        }

        try
        {
            return File.ReadLines(PromptFile!).Select(line => line.Trim()).Where(line => line.Length > 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StudyReader.NotReadable("file of prompts", PromptFile!, "a text file with a prompt on each line", e);
        }
    }

    /// <summary>The number of pictures.</summary>
    internal long Count() => (long)AllPrompts().Count() * Seeds.Count * Settings.Count;
}

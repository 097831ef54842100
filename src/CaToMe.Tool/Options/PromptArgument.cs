using System.CommandLine;

namespace CaToMe.Tool.Options;

/// <summary>One or more prompts. A misspelt option would pass for one: <see cref="UsageCheck"/> tells them apart.</summary>
internal sealed class PromptArgument : Argument<string[]>
{
    /// <summary>What <see cref="PromptFile"/> reads from standard input.</summary>
    internal const string StandardInput = "-";

    internal PromptArgument() : base("PROMPT")
    {
        Arity = ArgumentArity.ZeroOrMore;
        Description = "What to draw. Put each prompt in quotes.";
    }

    /// <summary>The option for prompts that are in a file.</summary>
    internal Option<string?> PromptFile { get; } =
        OptionTypes.Text("--prompts", "FILE", "More prompts, one on each line of a text file; - reads them from standard input.");

    /// <summary>The prompts in order, those of the file last.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    /// <exception cref="CaToMeException">The file cannot be read.</exception>
    internal IReadOnlyList<string> Read(ParseResult parsed)
    {
        var prompts = ReadOptional(parsed);
        return prompts.Count > 0 ? prompts
            : throw new UsageException($"There is no prompt. Put what to draw in quotes, or give {PromptFile.Name} FILE.");
    }

    /// <inheritdoc cref="Read"/>
    /// <summary>The prompts in order; there may be none.</summary>
    internal IReadOnlyList<string> ReadOptional(ParseResult parsed) =>
        [.. parsed.GetValue(this) ?? [], .. parsed.GetValue(PromptFile) is { } file ? Lines(file) : []];

    private IEnumerable<string> Lines(string file)
    {
        try
        {
            var text = file == StandardInput ? Console.In.ReadToEnd() : File.ReadAllText(file);
            return text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaToMeException($"{PromptFile.Name} is {file}: it cannot be read: {e.Message}", e);
        }
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;

namespace CaToMe.Tool.Options;

/// <summary>One or more prompts. A misspelt option would pass for one: it is told apart here.</summary>
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
    /// <exception cref="UsageException">There is none, or one looks like an option and does not stand after <c>--</c>.</exception>
    /// <exception cref="CaToMeException">The file cannot be read.</exception>
    internal IReadOnlyList<string> Read(ParseResult parsed)
    {
        var prompts = ReadOptional(parsed);
        return prompts.Count > 0 ? prompts
            : throw new UsageException($"There is no prompt. Put what to draw in quotes, or give {PromptFile.Name} FILE.");
    }

    /// <inheritdoc cref="Read"/>
    /// <summary>The prompts in order; there may be none.</summary>
    internal IReadOnlyList<string> ReadOptional(ParseResult parsed)
    {
        var typed = parsed.GetValue(this) ?? [];
        var literal = parsed.Tokens.SkipWhile(t => t.Type != TokenType.DoubleDash).Count(t => t.Type == TokenType.Argument);
        if (typed.SkipLast(literal).FirstOrDefault(p => p is ['-', not ' ', ..]) is { } stray)
        {
            throw Unknown(stray, parsed.CommandResult.Command);
        }

        return [.. typed, .. parsed.GetValue(PromptFile) is { } file ? Lines(file) : []];
    }

    private static UsageException Unknown(string stray, Command command)
    {
        var name = stray.Split('=')[0];
        var known = command.Options.SelectMany(o => o.Aliases.Prepend(o.Name)).Where(o => o.StartsWith("--", StringComparison.Ordinal));
        var meant = NearestWord.Of(name, [.. known]);
        return new UsageException(
            $"{name} is not an option of {command.Name}.{(meant is null ? "" : $" Did you mean {meant}?")} " +
            "A prompt that begins with a dash goes after a lone --, behind all options.");
    }

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

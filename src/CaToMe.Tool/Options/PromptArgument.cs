using System.CommandLine;
using System.CommandLine.Parsing;

namespace CaToMe.Tool.Options;

/// <summary>One or more prompts. A misspelt option would pass for one: it is told apart here.</summary>
internal sealed class PromptArgument : Argument<string[]>
{
    internal PromptArgument() : base("PROMPT")
    {
        Arity = ArgumentArity.OneOrMore;
        Description = "What to draw. Put each prompt in quotes.";
    }

    /// <summary>The prompts in order.</summary>
    /// <exception cref="UsageException">One looks like an option, and does not stand after <c>--</c>.</exception>
    internal IReadOnlyList<string> Read(ParseResult parsed)
    {
        var prompts = parsed.GetRequiredValue(this);
        var literal = parsed.Tokens.SkipWhile(t => t.Type != TokenType.DoubleDash).Count(t => t.Type == TokenType.Argument);
        if (prompts.SkipLast(literal).FirstOrDefault(p => p is ['-', not ' ', ..]) is not { } stray)
        {
            return prompts;
        }

        var name = stray.Split('=')[0];
        var options = parsed.CommandResult.Command.Options.Select(o => o.Name);
        var meant = options.Select(o => (Name: o, Distance: Edits(name, o))).MinBy(o => o.Distance);
        throw new UsageException(
            $"{name} is not an option of {parsed.CommandResult.Command.Name}.{(meant.Distance <= 3 ? $" Did you mean {meant.Name}?" : "")} " +
            "A prompt that begins with a dash goes after a lone --, behind all options.");
    }

    /// <summary>How many letters must be added, removed or changed to get from one word to the other (Levenshtein's distance).</summary>
    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 0; i < from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
            {
                var change = diagonal + (from[i] == to[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(change, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[^1];
    }
}

using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Options;

/// <summary>Finds what is wrong with a command line before anything is done. Values are the engine's to check.</summary>
internal static class UsageCheck
{
    /// <summary>What can only be meant as an option: one word behind the dashes, and perhaps a value.</summary>
    private static readonly Regex LooksLikeOption = new(@"^--?[A-Za-z][\w-]*(=.*)?$", RegexOptions.Singleline);

    /// <summary>Refuses what cannot be meant so.</summary>
    /// <exception cref="UsageException">A command or an option is not known, or something is missing.</exception>
    internal static void Check(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.Action is not ParseErrorAction && !ReferenceEquals(parsed.Action, command.Action))
        {
            return; // The help page, the version, completions.
        }

        if (parsed.Action is ParseErrorAction && command.Subcommands.Count > 0 && parsed.UnmatchedTokens is not [['-', ..], ..])
        {
            throw NoCommand(parsed.UnmatchedTokens, command);
        }

        if (Stray(parsed) is { } stray)
        {
            throw UnknownOption(stray, command);
        }

        if (parsed.Action is ParseErrorAction)
        {
            throw new UsageException(string.Join(' ', parsed.Errors.Select(e => e.Message)));
        }
    }

    /// <summary>The first word with a dash that the parser took for an argument or for nothing; behind a lone <c>--</c> any word may begin with one.</summary>
    private static string? Stray(ParseResult parsed)
    {
        var results = parsed.CommandResult.Children;
        var arguments = results.OfType<ArgumentResult>().SelectMany(a => a.Tokens);
        var lists = results.OfType<OptionResult>().Where(o => o.Option.AllowMultipleArgumentsPerToken).SelectMany(o => o.Tokens);
        var behind = parsed.Tokens.SkipWhile(t => t.Type != TokenType.DoubleDash).Count(t => t.Type == TokenType.Argument);
        return arguments.SkipLast(behind).Concat(lists).Select(t => t.Value).Concat(parsed.UnmatchedTokens)
            .FirstOrDefault(word => word is ['-', not ' ', ..]);
    }

    private static UsageException UnknownOption(string stray, Command command)
    {
        if (!LooksLikeOption.IsMatch(stray) && command.Arguments.OfType<PromptArgument>().Any())
        {
            return new UsageException($"{stray} begins with a dash, as options do. If it is a prompt, put it after a lone --, behind all options.");
        }

        var name = stray.Split('=')[0];
        var options = command.Options.Concat(command.Parents.OfType<Command>().SelectMany(p => p.Options).Where(o => o.Recursive));
        var known = options.SelectMany(o => o.Aliases.Prepend(o.Name)).Where(o => o.StartsWith("--", StringComparison.Ordinal));
        return new UsageException($"{name} is not an option of {HelpPage.FullName(command)}.{Meant(name, [.. known])}");
    }

    private static UsageException NoCommand(IReadOnlyList<string> words, Command command)
    {
        string[] known = [.. command.Subcommands.Select(c => c.Name)];
        return words is [var word, ..]
            ? new UsageException($"{word} is not a command of {HelpPage.FullName(command)}.{Meant(word, known)}")
            : new UsageException($"{HelpPage.FullName(command)} needs a command: {string.Join(", ", known)}.");
    }

    private static string Meant(string word, IReadOnlyCollection<string> known) => NearestWord.Of(word, known) is { } meant ? $" Did you mean {meant}?" : "";
}

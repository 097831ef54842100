using System.Collections;
using System.Management.Automation;
using System.Text.RegularExpressions;
using CaToMe.Errors;

namespace CaToMe.Binding;

/// <summary>The arguments of a command without a name: prompts.</summary>
internal static partial class LooseArguments
{
    private const string Advice = "Put a pattern into quotes: -OutputPath 'out/{prompt}-{seed}.png'.";

    /// <summary>Finds a pattern without quotes: PowerShell takes {seed}.png for a script block's property, of which there is none.</summary>
    /// <param name="invocation">The command, whose -OutputPath is null.</param>
    /// <exception cref="CommandException">There is one.</exception>
    internal static void RefuseUnquotedPattern(InvocationInfo invocation)
    {
        if (UnquotedPattern().Match(invocation.Line) is { Success: true } match)
        {
            throw new CommandException(
                ErrorIds.InputNotAccepted, ErrorCategory.InvalidArgument, $"-OutputPath is empty: {match.Groups[1].Value} is an output pattern without quotes.",
                Advice);
        }
    }

    /// <summary>The prompts: one, or a list. Null where there are none.</summary>
    /// <param name="remaining">What PowerShell bound to no other parameter: a list, whose items may be lists.</param>
    /// <param name="promptIsNamed">Whether -Prompt gave the prompts: then nothing may be left over.</param>
    /// <exception cref="CommandException">Something is no prompt, or one too many: a setting without its name, a prompt without its quotes.</exception>
    internal static string[]? Prompts(object? remaining, bool promptIsNamed)
    {
        IReadOnlyList<object?> arguments = remaining switch { null => [], List<object?> several => several, _ => [remaining] };
        // PowerShell breaks out/{prompt}-{seed}.png up: out/ for the parameter, and here a script block, a dash and a null.
        if (arguments.Any(a => Unwrap(a) is null or ScriptBlock))
        {
            var typed = string.Join(' ', arguments.Select(a => a is ScriptBlock block ? $"{{{block}}}" : a ?? "$null"));
            throw new CommandException(
                ErrorIds.InputNotAccepted, ErrorCategory.InvalidArgument, $"'{typed}' is no prompt, but may come of an output pattern without quotes.",
                Advice);
        }

        if (arguments.Skip(promptIsNamed ? 0 : 1).FirstOrDefault() is { } surplus)
        {
            throw Refused($"'{surplus}' is an argument too many.");
        }

        var prompts = arguments is [var single] && Unwrap(single) is IList list ? [.. list.Cast<object?>()] : arguments;
        return prompts.Count == 0 ? null : [.. prompts.Select(Prompt)];
    }

    private static string Prompt(object? value) => Unwrap(value) is string or ValueType
        ? LanguagePrimitives.ConvertTo<string>(value)
        : throw Refused($"'{value ?? "$null"}' is no prompt.");

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static CommandException Refused(string message) => new(
        ErrorIds.InputNotAccepted, ErrorCategory.InvalidArgument, message,
        "Put quotes around a prompt, commas between prompts, and the parameter's name before any other setting.");

    [GeneratedRegex(@"\s-o\w*[\s:]+(\{[^{}]*\}\.\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex UnquotedPattern();
}

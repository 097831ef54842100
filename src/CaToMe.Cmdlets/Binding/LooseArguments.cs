using System.Collections;
using System.Management.Automation;
using CaToMe.Errors;

namespace CaToMe.Binding;

/// <summary>The arguments of a command without a name: prompts, and the pieces of an output pattern typed without quotes.</summary>
internal static class LooseArguments
{
    /// <summary>The prompts: one, or a list. Null where there are none.</summary>
    /// <param name="remaining">What PowerShell bound to no other parameter: a list, whose items may be lists.</param>
    /// <param name="pattern">The pattern whose pieces are among them; null for none.</param>
    /// <param name="promptIsNamed">Whether -Prompt gave the prompts: then nothing may be left over.</param>
    /// <exception cref="CommandException">Something is no prompt, or one too many: a setting without its name, a prompt without its quotes.</exception>
    internal static string[]? Prompts(object? remaining, TypedPattern? pattern, bool promptIsNamed)
    {
        IReadOnlyList<object?> arguments = remaining switch { null => [], List<object?> several => several, _ => [remaining] };
        var given = pattern?.TakenOutOf(arguments) ?? arguments;
        if (given.Skip(promptIsNamed ? 0 : 1).FirstOrDefault() is { } surplus)
        {
            throw Refused($"'{surplus}' is an argument too many.");
        }

        var prompts = given is [var single] && Unwrap(single) is IList list ? [.. list.Cast<object?>()] : given;
        return prompts.Count == 0 ? null : [.. prompts.Select(Prompt)];
    }

    private static string Prompt(object? value) => Unwrap(value) is string or ValueType
        ? LanguagePrimitives.ConvertTo<string>(value)
        : throw Refused($"'{value ?? "$null"}' is no prompt.");

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static CommandException Refused(string message) => new(
        ErrorIds.InputNotAccepted, ErrorCategory.InvalidArgument, message,
        "Put quotes around a prompt or an output pattern, commas between prompts, and the parameter's name before any other setting.");
}

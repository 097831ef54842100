using System.Management.Automation;
using System.Text.RegularExpressions;
using CaToMe.Errors;

namespace CaToMe.Binding;

/// <summary>An output pattern without quotes: PowerShell takes {seed}.png for a script block's property, of which there is none, and binds a null.</summary>
internal static partial class UnquotedPattern
{
    /// <summary>Refuses a command whose null, for one of these parameters, comes of such a pattern.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="parameters">The pattern's own parameter, and the one that its rest goes to.</param>
    /// <exception cref="CommandException">There is one.</exception>
    internal static void Refuse(InvocationInfo invocation, params string[] parameters)
    {
        if (parameters.Any(name => invocation.BoundParameters.TryGetValue(name, out var value) && value is null)
            && Pattern().Match(invocation.Line) is { Success: true } match)
        {
            throw new CommandException(
                ErrorIds.InputNotAccepted, ErrorCategory.InvalidArgument, $"{match.Groups[1].Value} is an output pattern without quotes.",
                "Put a pattern into quotes: -OutputPath 'out/{prompt}-{seed}.png'.");
        }
    }

    [GeneratedRegex(@"\s-o\w*[\s:]+([^\s'""{]*\{[^{}]*\}\.\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();
}

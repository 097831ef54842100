using System.Management.Automation;
using System.Management.Automation.Language;

namespace CaToMe.Binding;

/// <summary>
/// A pattern typed without quotes, as in <c>-OutputPath out/{prompt}-{seed}.png</c>. PowerShell takes braces for script blocks
/// and hands over the pieces: <c>out/</c> to the parameter, and to the remaining arguments a script block, a dash, and the
/// (missing) property png of another script block. The text of the command has the pattern whole.
/// </summary>
/// <param name="Text">The pattern.</param>
/// <param name="Remaining">How many of its pieces are among the remaining arguments.</param>
/// <param name="FirstBrace">Which of those is the first that began with a brace.</param>
internal sealed record TypedPattern(string Text, int Remaining, int FirstBrace)
{
    /// <summary>Finds the pattern of a parameter in the command's text; null when it was quoted or has no braces.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="bound">What PowerShell bound to it: the first piece, its variables replaced.</param>
    /// <exception cref="OptionException">A variable follows a brace: PowerShell would not replace it.</exception>
    internal static TypedPattern? Find(InvocationInfo invocation, string parameter, string? bound)
    {
        var text = PSObject.AsPSObject(invocation).Properties["Statement"]?.Value as string ?? invocation.Line;
        return string.IsNullOrEmpty(text) || !text.Contains('{', StringComparison.Ordinal) ? null
            : Parser.ParseInput(text, out _, out _)
                .FindAll(ast => ast is CommandAst command && IsOf(invocation, command), searchNestedScriptBlocks: true)
                .Select(command => InCommand((CommandAst)command, parameter, bound))
                .FirstOrDefault(pattern => pattern is not null);
    }

    /// <summary>The remaining arguments without the pattern's pieces.</summary>
    /// <param name="arguments">The arguments: script blocks and missing values show where the pieces are.</param>
    internal IReadOnlyList<object?> TakenOutOf(IReadOnlyList<object?> arguments)
    {
        var start = Remaining == 0 ? -1 : arguments.Index().Where(a => a.Item is null or ScriptBlock).Select(a => a.Index - FirstBrace).FirstOrDefault(-1);
        return start < 0 ? arguments : [.. arguments.Take(start), .. arguments.Skip(start + Remaining)];
    }

    /// <summary>Whether it is the command's text: by its name, or called by <c>&amp;</c>.</summary>
    private static bool IsOf(InvocationInfo invocation, CommandAst command) => invocation.InvocationName == "&"
        ? command.InvocationOperator == TokenKind.Ampersand
        : string.Equals(command.GetCommandName(), invocation.InvocationName, StringComparison.OrdinalIgnoreCase);

    private static TypedPattern? InCommand(CommandAst command, string parameter, string? bound)
    {
        var fromName = command.CommandElements
            .SkipWhile(e => e is not CommandParameterAst named || !parameter.StartsWith(named.ParameterName, StringComparison.OrdinalIgnoreCase) || named.ParameterName.Length == 0)
            .ToList();
        List<Ast> value = fromName is [CommandParameterAst { Argument: { } argument }, ..] ? [argument, .. fromName.Skip(1)] : [.. fromName.Skip(1)];
        var pieces = value.Take(1).Concat(value.Zip(value.Skip(1)).TakeWhile(pair => pair.First.Extent.EndOffset == pair.Second.Extent.StartOffset).Select(pair => pair.Second))
            .Select(p => p.Extent.Text).ToList();
        // {index}.png alone is one piece: a property of a script block. A script block alone is a value for each record.
        if (pieces.Count < 2 ? value is not [MemberExpressionAst { Expression: ScriptBlockExpressionAst }, ..] : !pieces.Exists(p => p.Contains('{', StringComparison.Ordinal)))
        {
            return null;
        }

        var rest = string.Concat(pieces.Skip(1));
        return rest.Contains('$', StringComparison.Ordinal)
            ? throw new OptionException(parameter, string.Concat(pieces), "put a pattern with variables into double quotes.")
            : new TypedPattern((pieces[0].StartsWith('{') ? pieces[0] : bound) + rest, pieces.Count - 1, pieces.Skip(1).TakeWhile(p => !p.StartsWith('{')).Count());
    }
}

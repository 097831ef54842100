using System.Management.Automation;

namespace CaToMe.Errors;

/// <summary>An error with its id, category and advice, thrown where it is found and written where the record is known.</summary>
/// <param name="id">One of <see cref="ErrorIds"/>.</param>
/// <param name="category">PowerShell's category.</param>
/// <param name="message">What happened.</param>
/// <param name="advice">What to do.</param>
/// <param name="target">What it is about, where no record is in hand.</param>
internal sealed class CommandException(string id, ErrorCategory category, string message, string advice, object? target = null) : CaToMeException(message)
{
    /// <summary>One of <see cref="ErrorIds"/>.</summary>
    internal string Id { get; } = id;

    /// <summary>PowerShell's category.</summary>
    internal ErrorCategory Category { get; } = category;

    /// <summary>What to do.</summary>
    internal string Advice { get; } = advice;

    /// <summary>What it is about, where no record is in hand.</summary>
    internal object? Target { get; } = target;
}

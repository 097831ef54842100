namespace CaToMe;

/// <summary>Several options whose values are not accepted: the message has a line for each.</summary>
/// <param name="errors">The errors.</param>
public sealed class InvalidOptionsException(IReadOnlyList<OptionException> errors) : CaToMeException(string.Join('\n', errors.Select(e => e.Message)))
{
    /// <summary>The errors, one for each option.</summary>
    public IReadOnlyList<OptionException> Errors { get; } = errors;
}

namespace CaToMe;

/// <summary>
/// A mistake that the user can mend: its message names what was given, what is accepted and what to do. Front ends show
/// the message alone, without a stack trace.
/// </summary>
public class CaToMeException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong, what is accepted, what to do.</param>
    /// <param name="innerException">The cause, when another error led to this one.</param>
    public CaToMeException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}

/// <summary>An option whose value is not accepted.</summary>
public sealed class OptionException : CaToMeException
{
    /// <summary>Creates the error from its parts: <c>Threshold is 1.5: give a cosine similarity from -1 to 1.</c></summary>
    /// <param name="option">The option's name.</param>
    /// <param name="value">The value that was given.</param>
    /// <param name="accepted">What is accepted, as an instruction.</param>
    public OptionException(string option, object? value, string accepted)
        : base(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{option} is {value ?? "empty"}: {accepted}"))
    {
        (Option, Value, Accepted) = (option, value, accepted);
    }

    /// <summary>The option's name.</summary>
    public string Option { get; }

    /// <summary>The value that was given.</summary>
    public object? Value { get; }

    /// <summary>What is accepted, as an instruction.</summary>
    public string Accepted { get; }
}

/// <summary>Several options whose values are not accepted: the message has a line for each.</summary>
/// <param name="errors">The errors.</param>
public sealed class InvalidOptionsException(IReadOnlyList<OptionException> errors) : CaToMeException(string.Join('\n', errors.Select(e => e.Message)))
{
    /// <summary>The errors, one for each option.</summary>
    public IReadOnlyList<OptionException> Errors { get; } = errors;
}

/// <summary>libtorch, or the wrapper around it, that is missing, does not load or is of another version.</summary>
public sealed class NativeRuntimeException : CaToMeException
{
    /// <inheritdoc cref="CaToMeException(string, Exception?)"/>
    public NativeRuntimeException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}

/// <summary>A model that cannot be read or does not fit: a missing file, a corrupt header, a tensor of another shape.</summary>
public sealed class ModelException : CaToMeException
{
    /// <inheritdoc cref="CaToMeException(string, Exception?)"/>
    public ModelException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}

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

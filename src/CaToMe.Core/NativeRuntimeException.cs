namespace CaToMe;

/// <summary>libtorch, or the wrapper around it, that is missing, does not load or is of another version.</summary>
public sealed class NativeRuntimeException : CaToMeException
{
    /// <inheritdoc cref="CaToMeException(string, Exception?)"/>
    public NativeRuntimeException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}

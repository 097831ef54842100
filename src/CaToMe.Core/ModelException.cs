namespace CaToMe;

/// <summary>A model that cannot be read or does not fit: a missing file, a corrupt header, a tensor of another shape.</summary>
public sealed class ModelException : CaToMeException
{
    /// <inheritdoc cref="CaToMeException(string, Exception?)"/>
    public ModelException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}

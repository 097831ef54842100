namespace CaToMe.Tool.Options;

/// <summary>A command line that parses but cannot be meant so.</summary>
/// <param name="message">What is wrong, and what to write instead.</param>
internal sealed class UsageException(string message) : CaToMeException(message);

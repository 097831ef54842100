namespace CaToMe.Conditioning;

/// <summary>A prompt as the text encoder reads it.</summary>
/// <param name="ids"><see cref="ClipTokenizer.Length"/> token ids: start, the prompt's tokens, end, padding.</param>
/// <param name="tokenCount">The whole prompt's tokens, start and end included: above <see cref="ClipTokenizer.Length"/> where it was cut.</param>
/// <param name="droppedText">What was cut, in lower case as the tokens have it; null where nothing was.</param>
internal sealed class TokenizedPrompt(long[] ids, int tokenCount, string? droppedText)
{
    /// <summary><see cref="ClipTokenizer.Length"/> token ids: start, the prompt's tokens, end, padding.</summary>
    public long[] Ids { get; } = ids;

    /// <summary>The whole prompt's tokens, start and end included: above <see cref="ClipTokenizer.Length"/> where it was cut.</summary>
    public int TokenCount { get; } = tokenCount;

    /// <summary>What was cut, in lower case as the tokens have it; null where nothing was.</summary>
    public string? DroppedText { get; } = droppedText;
}

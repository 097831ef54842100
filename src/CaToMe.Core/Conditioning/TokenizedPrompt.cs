namespace CaToMe.Conditioning;

/// <summary>A prompt as the text encoder reads it.</summary>
/// <param name="Ids"><see cref="ClipTokenizer.Length"/> token ids: start, the prompt's tokens, end, padding.</param>
/// <param name="TokenCount">The whole prompt's tokens, start and end included: above <see cref="ClipTokenizer.Length"/> where it was cut.</param>
/// <param name="DroppedText">What was cut, in lower case as the tokens have it; null where nothing was.</param>
internal sealed record TokenizedPrompt(long[] Ids, int TokenCount, string? DroppedText);

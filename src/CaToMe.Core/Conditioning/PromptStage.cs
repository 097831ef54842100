namespace CaToMe.Conditioning;

/// <summary>A text encoder and the tokenizer that it was trained with.</summary>
/// <param name="Tokenizer">The tokenizer.</param>
/// <param name="Encoder">The text encoder.</param>
internal sealed record PromptStage(ClipTokenizer Tokenizer, ClipTextModel Encoder);

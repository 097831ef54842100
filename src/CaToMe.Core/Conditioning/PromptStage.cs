namespace CaToMe.Conditioning;

/// <summary>A text encoder and the tokenizer that it was trained with.</summary>
/// <param name="Tokenizer">The tokenizer.</param>
/// <param name="Encoder">The text encoder.</param>
internal sealed record PromptStage(ClipTokenizer Tokenizer, ClipTextModel Encoder) : IDisposable
{
    /// <summary>Words that stand for learned embeddings; null: none.</summary>
    internal TextualInversions? Inversions { get; init; }

    /// <summary>The tokens of a text alone, of any length.</summary>
    internal List<int> Tokenize(string text) => Inversions?.Tokenize(Tokenizer, text) ?? Tokenizer.Tokenize(text);

    public void Dispose()
    {
        Inversions?.Dispose();
        Encoder.Dispose();
    }
}

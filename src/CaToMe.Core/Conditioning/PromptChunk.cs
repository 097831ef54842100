namespace CaToMe.Conditioning;

/// <summary>What a text encoder reads at once: 77 tokens, and a weight for each.</summary>
/// <param name="Ids">Token ids: start, up to 75 of the prompt, end, padding.</param>
/// <param name="Weights">The weight of each token; null: all are 1.</param>
internal sealed record PromptChunk(long[] Ids, float[]? Weights)
{
    /// <summary>Weights of 1.</summary>
    internal static float[] Unweighted => [.. Enumerable.Repeat(1f, ClipTokenizer.Length)];

    private const int Content = ClipTokenizer.Length - 2;

    /// <summary>At most so many tokens after a comma go to the next chunk with what follows, so that no phrase is cut (as in the web UI).</summary>
    private const int Backtrack = 20;

    /// <summary>Cuts a prompt into chunks of 75 tokens; there is at least one.</summary>
    /// <param name="stage">The text encoder's tokenizer and its embeddings.</param>
    /// <param name="parts">The prompt.</param>
    internal static IReadOnlyList<PromptChunk> Of(PromptStage stage, IReadOnlyList<PromptPart> parts)
    {
        var comma = stage.Tokenizer.Tokenize(",").FirstOrDefault(-1);
        var chunks = new List<PromptChunk>();
        var (ids, weights, lastComma) = (new List<int>(), new List<double>(), -1);
        foreach (var part in parts)
        {
            if (ReferenceEquals(part, PromptPart.Break))
            {
                Close(ids.Count);
                continue;
            }

            foreach (var id in stage.Tokenize(part.Text))
            {
                if (ids.Count == Content)
                {
                    Close(id != comma && lastComma >= 0 && ids.Count - lastComma <= Backtrack ? lastComma : ids.Count);
                }

                ids.Add(id);
                weights.Add(part.Weight);
                lastComma = id == comma ? ids.Count : lastComma;
            }
        }

        if (ids.Count > 0 || chunks.Count == 0)
        {
            Close(ids.Count);
        }

        return chunks;

        void Close(int count)
        {
            var (own, ownWeights) = (ids[..count], weights[..count]);
            chunks.Add(new PromptChunk(
                stage.Tokenizer.Frame(own),
                ownWeights.TrueForAll(w => w == 1) ? null : [1, .. ownWeights.Select(w => (float)w), .. Enumerable.Repeat(1f, Content + 1 - count)]));
            ids.RemoveRange(0, count);
            weights.RemoveRange(0, count);
            lastComma = -1;
        }
    }
}

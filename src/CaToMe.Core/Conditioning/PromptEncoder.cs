using static TorchSharp.torch;

namespace CaToMe.Conditioning;

/// <summary>
/// Turns prompts into what the U-Net attends to (diffusers' encode_prompt). One text encoder (SD 1.x, 2.x) gives its last
/// hidden state after the final norm; two (SDXL) give their second-to-last ones side by side, without a norm, and the second
/// encoder's projected embedding.
/// </summary>
internal sealed class PromptEncoder : IDisposable
{
    private readonly IReadOnlyList<PromptStage> stages;

    /// <summary>Joins the parts of a model.</summary>
    /// <param name="stages">One stage, or SDXL's two, the second with a projection. The encoder owns them once built.</param>
    internal PromptEncoder(params IReadOnlyList<PromptStage> stages) => this.stages = stages;

    /// <summary>The most layers that can be skipped: then the embedded tokens alone are left.</summary>
    internal int MaxSkippedLayers => stages.Min(s => s.Encoder.Config.Layers) - LayersAlwaysSkipped;

    /// <summary>Whether the only stage is the second of SDXL's, as its refiner has it.</summary>
    internal bool IsRefiner { get; init; }

    private bool IsXl => stages.Count == 2 || IsRefiner;

    private int LayersAlwaysSkipped => IsXl ? 1 : 0;

    /// <summary>Encodes prompts; equal ones once.</summary>
    /// <param name="prompts">The prompts, B of them.</param>
    /// <param name="skippedLayers">
    /// Layers to leave out at the end, from 0 to <see cref="MaxSkippedLayers"/>. Default 0. diffusers leaves them out for prompts and not
    /// for negative prompts: encode those by themselves.
    /// </param>
    /// <param name="cancellationToken">Takes effect before an encoder's next block.</param>
    /// <returns>Tensors of the caller's dispose scope.</returns>
    internal PromptEmbeddings Encode(IReadOnlyList<string> prompts, int skippedLayers = 0, CancellationToken cancellationToken = default)
    {
        using var scope = NewDisposeScope();
        var distinct = prompts.Distinct(StringComparer.Ordinal).ToList();
        var position = tensor(prompts.Select(p => (long)distinct.IndexOf(p)).ToArray()); // [B]
        var tokens = stages.Select(s => distinct.ConvertAll(p => s.Tokenizer.Encode(s.Tokenize(p)))).ToList();
        var outputs = stages.Zip(tokens, (stage, rows) => Forward(stage, rows.Select(r => r.Ids), cancellationToken)).ToList();
        var hidden = stages.Zip(outputs, (stage, output) => Hidden(stage.Encoder, output, skippedLayers)).ToArray(); // each [D, 77, Cj]

        return new PromptEmbeddings(
            PerPrompt(cat(hidden, -1)).MoveToOuterDisposeScope(), // [B, 77, C]
            outputs[^1].TextEmbeds is { } pooled && IsXl ? PerPrompt(pooled).MoveToOuterDisposeScope() : null, // [B, P]
            [.. tokens.SelectMany(t => t).Where(t => t.DroppedText is not null).Select(Warning).Distinct()]);

        Tensor PerPrompt(Tensor distinctRows) => distinctRows.index_select(0, position.to(distinctRows.device));
    }

    /// <summary>How many chunks of 75 tokens a prompt has: the most among the tokenizers.</summary>
    internal int ChunksOf(IReadOnlyList<PromptPart> prompt) => stages.Max(s => PromptChunk.Of(s, prompt).Count);

    /// <summary>The words of a prompt that stand for learned embeddings.</summary>
    internal IEnumerable<string> LearnedWords(string text) =>
        stages.SelectMany(s => s.Inversions?.In(text) ?? []).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Encodes a prompt with weights, of any length.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="chunks">As how many chunks, at least its own: empty ones fill it up.</param>
    /// <param name="batch">For how many samples.</param>
    /// <param name="skippedLayers">As for plain prompts.</param>
    /// <param name="cancellationToken">Takes effect before an encoder's next block.</param>
    /// <returns>Tensors of the caller's dispose scope, [B, 77 chunks, C].</returns>
    internal PromptEmbeddings Encode(IReadOnlyList<PromptPart> prompt, int chunks, int batch, int skippedLayers, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var contexts = new List<Tensor>();
        Tensor? pooled = null;
        foreach (var stage in stages)
        {
            var own = PromptChunk.Of(stage, prompt);
            var all = own.Concat(Enumerable.Repeat(PromptChunk.Of(stage, PromptPart.Plain(""))[0], chunks - own.Count)).ToList();
            var output = Forward(stage, all.Select(c => c.Ids), cancellationToken);
            var hidden = Hidden(stage.Encoder, output, skippedLayers); // [chunks, 77, C]
            var weighted = cat([Weighted(hidden[..own.Count], own), hidden[own.Count..]]);
            contexts.Add(weighted.flatten(0, 1).unsqueeze(0)); // [1, 77 chunks, C]
            pooled = IsXl && output.TextEmbeds is { } embeds ? embeds[..1] : pooled; // of the first chunk, as in the web UI
        }

        return new PromptEmbeddings(
            cat(contexts, -1).expand(batch, -1, -1).contiguous().MoveToOuterDisposeScope(),
            pooled?.expand(batch, -1).contiguous().MoveToOuterDisposeScope(),
            []);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var stage in stages)
        {
            stage.Dispose();
        }
    }

    private static ClipTextOutput Forward(PromptStage stage, IEnumerable<long[]> rows, CancellationToken cancellation) =>
        stage.Encoder.Forward(stack(rows.Select(r => tensor(r))), cancellation, stage.Inversions?.Rows);

    /// <summary>Multiplies the states of weighted tokens, and scales the prompt back to its mean: [chunks, 77, C].</summary>
    private static Tensor Weighted(Tensor states, IReadOnlyList<PromptChunk> chunks)
    {
        if (chunks.All(c => c.Weights is null))
        {
            return states;
        }

        var weights = stack(chunks.Select(c => tensor(c.Weights ?? PromptChunk.Unweighted, device: states.device))).unsqueeze(-1); // [chunks, 77, 1]
        var weighted = states * weights.to(states.dtype);
        return weighted * (states.mean() / weighted.mean());
    }

    private Tensor Hidden(ClipTextModel encoder, ClipTextOutput output, int skippedLayers)
    {
        var state = output.HiddenStates[^(1 + LayersAlwaysSkipped + skippedLayers)];
        return IsXl ? state : encoder.FinalNorm(state);
    }

    private static string Warning(TokenizedPrompt prompt) =>
        $"The prompt has {prompt.TokenCount - 2} tokens and the text encoder reads {ClipTokenizer.Length - 2}: dropped \"{prompt.DroppedText}\".";
}

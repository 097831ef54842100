using static TorchSharp.torch;

namespace CaToMe.Text;

/// <summary>A text encoder and the tokenizer that it was trained with.</summary>
/// <param name="Tokenizer">The tokenizer.</param>
/// <param name="Encoder">The text encoder.</param>
internal sealed record PromptStage(ClipTokenizer Tokenizer, ClipTextModel Encoder);

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

    /// <summary>The largest clip skip: it leaves the embedded tokens alone.</summary>
    internal int MaxClipSkip => stages.Min(s => s.Encoder.Config.Layers) - LayersAlwaysSkipped;

    private bool IsPair => stages.Count == 2;

    private int LayersAlwaysSkipped => IsPair ? 1 : 0;

    /// <summary>Encodes prompts; equal ones once.</summary>
    /// <param name="prompts">The prompts, B of them.</param>
    /// <param name="clipSkip">
    /// Blocks to leave out at the end, from 0 to <see cref="MaxClipSkip"/>. Default 0. diffusers applies it to prompts and not
    /// to negative prompts: encode those by themselves.
    /// </param>
    /// <param name="cancellationToken">Takes effect before an encoder's next block.</param>
    /// <returns>Tensors of the caller's dispose scope.</returns>
    /// <exception cref="OptionException"><paramref name="clipSkip"/> is out of range.</exception>
    internal PromptEmbeddings Encode(IReadOnlyList<string> prompts, int clipSkip = 0, CancellationToken cancellationToken = default)
    {
        if (clipSkip < 0 || clipSkip > MaxClipSkip)
        {
            throw new OptionException("ClipSkip", clipSkip, $"this model's text encoder can leave out 0 to {MaxClipSkip} layers.");
        }

        using var scope = NewDisposeScope();
        var distinct = prompts.Distinct(StringComparer.Ordinal).ToList();
        var position = tensor(prompts.Select(p => (long)distinct.IndexOf(p)).ToArray()); // [B]
        var tokens = stages.Select(s => distinct.ConvertAll(s.Tokenizer.Encode)).ToList();
        var outputs = stages.Zip(tokens, (stage, rows) => stage.Encoder.Forward(stack(rows.Select(r => tensor(r.Ids))), cancellationToken)).ToList();
        var hidden = stages.Zip(outputs, (stage, output) => Hidden(stage.Encoder, output, clipSkip)).ToArray(); // each [D, 77, Cj]

        return new PromptEmbeddings(
            PerPrompt(cat(hidden, -1)).MoveToOuterDisposeScope(), // [B, 77, C]
            outputs[^1].TextEmbeds is { } pooled && IsPair ? PerPrompt(pooled).MoveToOuterDisposeScope() : null, // [B, P]
            [.. tokens.SelectMany(t => t).Where(t => t.DroppedText is not null).Select(Warning).Distinct()]);

        Tensor PerPrompt(Tensor distinctRows) => distinctRows.index_select(0, position.to(distinctRows.device));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var stage in stages)
        {
            stage.Encoder.Dispose();
        }
    }

    private Tensor Hidden(ClipTextModel encoder, ClipTextOutput output, int clipSkip)
    {
        var state = output.HiddenStates[^(1 + LayersAlwaysSkipped + clipSkip)];
        return IsPair ? state : encoder.FinalNorm(state);
    }

    private static string Warning(TokenizedPrompt prompt) =>
        $"The prompt has {prompt.TokenCount - 2} tokens and the text encoder reads {ClipTokenizer.Length - 2}: dropped \"{prompt.DroppedText}\".";
}

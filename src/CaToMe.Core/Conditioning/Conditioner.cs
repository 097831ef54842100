using static TorchSharp.torch;

namespace CaToMe.Conditioning;

/// <summary>What a run's U-Net calls are conditioned on: its prompt, and with guidance the negative prompt.</summary>
/// <param name="encoder">The text encoders.</param>
/// <param name="zeroEmptyNegative">Whether no negative prompt means zeros (SDXL) instead of the embeddings of no words.</param>
internal sealed class Conditioner(PromptEncoder encoder, bool zeroEmptyNegative)
{
    /// <summary>Encodes a run's prompts.</summary>
    /// <param name="prompt">What to draw.</param>
    /// <param name="negative">The negative prompt; null without guidance.</param>
    /// <param name="batch">Pictures, B.</param>
    /// <param name="clipSkip">Text encoder layers to leave out at the end: of the prompt alone, as in diffusers.</param>
    /// <param name="cancellation">Takes effect before a text encoder's next layer.</param>
    /// <returns>Embeddings for B samples; with guidance for 2 B, the negative prompt's first.</returns>
    internal PromptEmbeddings Encode(string prompt, string? negative, int batch, int clipSkip, CancellationToken cancellation)
    {
        var positive = encoder.Encode([.. Enumerable.Repeat(prompt, batch)], clipSkip, cancellation); // [B, 77, C]
        return negative is null ? positive : Join(Negative(), positive);

        PromptEmbeddings Negative() => negative.Length == 0 && zeroEmptyNegative
            ? Zeros(positive)
            : encoder.Encode([.. Enumerable.Repeat(negative, batch)], cancellationToken: cancellation);
    }

    /// <summary>Encodes prompts with the web UI's weights, in as many chunks as the longest of them needs.</summary>
    /// <param name="prompts">The pairs of prompts that a run has; of the negative ones nothing counts without guidance.</param>
    /// <param name="isGuided">Whether there is guidance.</param>
    /// <param name="batch">Pictures, B.</param>
    /// <param name="clipSkip">As for plain prompts.</param>
    /// <param name="cancellation">As for plain prompts.</param>
    /// <returns>Embeddings for each pair, as for plain prompts; each text is encoded once.</returns>
    internal IReadOnlyList<PromptEmbeddings> EncodeWeighted(
        IReadOnlyList<(string Prompt, string Negative)> prompts, bool isGuided, int batch, int clipSkip, CancellationToken cancellation)
    {
        var parsed = prompts.Select(p => p.Prompt).Concat(isGuided ? prompts.Select(p => p.Negative) : []).Distinct(StringComparer.Ordinal)
            .ToDictionary(p => p, PromptPart.Parse, StringComparer.Ordinal);
        var chunks = parsed.Values.Max(encoder.ChunksOf);
        var encoded = new Dictionary<(string Text, int Skipped), PromptEmbeddings>();
        return [.. prompts.Select(p => isGuided ? Join(Negative(p), Encoded(p.Prompt, clipSkip)) : Encoded(p.Prompt, clipSkip))];

        PromptEmbeddings Negative((string Prompt, string Negative) pair) =>
            pair.Negative.Length == 0 && zeroEmptyNegative ? Zeros(Encoded(pair.Prompt, clipSkip)) : Encoded(pair.Negative, 0);

        PromptEmbeddings Encoded(string text, int skipped) => encoded.TryGetValue((text, skipped), out var known) ? known
            : encoded[(text, skipped)] = encoder.Encode(parsed[text], chunks, batch, skipped, cancellation);
    }

    /// <summary>SDXL's sizes: original height and width, crop offsets, target height and width, [B, 6].</summary>
    internal static Tensor Sizes(int height, int width, long batch, Device device) =>
        tensor(new float[] { height, width, 0, 0, height, width }, device: device).expand(batch, 6);

    /// <summary>
    /// What SDXL's refiner takes in place of the target's size: how beautiful the picture is to be (6), and how beautiful what the negative prompt
    /// stands for is (2.5), as diffusers has it. Original height and width, crop offsets, score: [B, 5], with guidance [2 B, 5].
    /// </summary>
    internal static Tensor Scores(int height, int width, long batch, bool isGuided, Device device)
    {
        using var scope = NewDisposeScope();
        var wanted = Rows(6);
        return (isGuided ? cat([Rows(2.5f), wanted]) : wanted).MoveToOuterDisposeScope();

        Tensor Rows(float score) => tensor(new float[] { height, width, 0, 0, score }, device: device).expand(isGuided ? batch / 2 : batch, 5);
    }

    private static PromptEmbeddings Zeros(PromptEmbeddings like) =>
        new(zeros_like(like.Context), like.Pooled is null ? null : zeros_like(like.Pooled), []);

    private static PromptEmbeddings Join(PromptEmbeddings first, PromptEmbeddings second) => new(
        cat([first.Context, second.Context]), // [2 B, 77, C]
        second.Pooled is null ? null : cat([first.Pooled!, second.Pooled]),
        [.. second.Warnings, .. first.Warnings]);
}

using System.Runtime.CompilerServices;
using CaToMe.Merging;
using CaToMe.Models;

namespace CaToMe.Requests;

/// <summary>What a run gave.</summary>
public sealed record GenerationResult
{
    /// <summary>The request, with everything that was left to the model filled in: running it again gives the same pictures.</summary>
    public required GenerationRequest Request { get; init; }

    /// <summary>The pictures, one per item of the batch.</summary>
    public required IReadOnlyList<RgbImage> Images { get; init; }

    /// <summary>The latents after the last step, as the autoencoder gets them: [batch, 4, H / 8, W / 8].</summary>
    public required Latents Latents { get; init; }

    /// <summary>Time from the tokens of the prompt to the pixels.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Time in the sampling loop alone: U-Net calls and scheduler.</summary>
    public required TimeSpan SamplingTime { get; init; }

    /// <summary>Share of <see cref="SamplingTime"/> that went into matching tokens and planning merges,
    /// 0 to 1; null on a device that works on by itself.</summary>
    public double? MatchingShare { get; init; }

    /// <summary>Share of <see cref="SamplingTime"/> that went into self-attention, 0 to 1; null on a device that works on by itself.</summary>
    public double? AttentionShare { get; init; }

    /// <summary>Share of <see cref="SamplingTime"/> that went into previews, 0 to 1; null without previews, and on a device that works on by itself.</summary>
    public double? PreviewShare { get; init; }

    /// <summary>Whether, in reference-compatible mode, the run went on with the cached pairs of the one before:
    /// running its request alone gives another picture.</summary>
    public bool ContinuesCache { get; init; }

    /// <summary>What was merged, per block and U-Net call.</summary>
    public required MergeStatistics Statistics { get; init; }

    /// <summary>What the user should know: a prompt that was cut, a setting that could do nothing and why.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The model that drew it.</summary>
    public required ModelInfo Model { get; init; }

    /// <summary>The LoRA adapters that were applied, by name, with hashes as the web UI has them.</summary>
    public IReadOnlyDictionary<string, string> LoraHashes { get; init; } = new Dictionary<string, string>();

    /// <summary>The textual inversion embeddings that the prompts called, by word, with hashes as the web UI has them.</summary>
    public IReadOnlyDictionary<string, string> EmbeddingHashes { get; init; } = new Dictionary<string, string>();

    /// <summary>The ControlNets and their pictures, by their files' names: the first ten digits of the SHA-256 of each.</summary>
    public IReadOnlyDictionary<string, string> ControlHashes { get; init; } = new Dictionary<string, string>();

    /// <summary>A run is the same as itself alone.</summary>
    /// <param name="other">Another run.</param>
    public bool Equals(GenerationResult? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}

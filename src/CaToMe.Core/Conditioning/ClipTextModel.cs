using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Conditioning;

/// <summary>CLIP's text encoder (transformers' CLIPTextModel and CLIPTextModelWithProjection).</summary>
internal sealed class ClipTextModel : IDisposable
{
    /// <summary>What configs before transformers 4.31 have as <c>eos_token_id</c>, whatever the vocabulary.</summary>
    private const int LegacyEndId = 2;

    private readonly WeightReader weights;
    private readonly Tensor tokenEmbedding, positionEmbedding;
    private readonly ClipTextLayer[] layers;
    private readonly LayerNorm finalNorm;
    private readonly Linear? projection;

    /// <summary>Reads the encoder.</summary>
    /// <param name="weights">The root of its checkpoint, with or without <c>text_model.</c> before the names. The encoder owns it once built.</param>
    /// <param name="config">Its geometry.</param>
    /// <exception cref="ModelException">A tensor is missing or has another shape.</exception>
    internal ClipTextModel(WeightReader weights, ClipTextConfig config)
    {
        this.weights = weights;
        Config = config;
        var model = weights.Has("text_model.embeddings.token_embedding.weight") ? weights["text_model"] : weights;
        tokenEmbedding = model["embeddings"]["token_embedding"].Read("weight", config.VocabularySize, config.HiddenSize);
        positionEmbedding = model["embeddings"]["position_embedding"].Read("weight", config.Positions, config.HiddenSize);
        layers = [.. Enumerable.Range(0, config.Layers).Select(i => new ClipTextLayer(model["encoder"]["layers"][i], config))];
        finalNorm = new LayerNorm(model["final_layer_norm"], config.HiddenSize, config.NormEpsilon);
        projection = config.ProjectionSize is { } size ? new Linear(weights["text_projection"], config.HiddenSize, size, bias: false) : null;
    }

    /// <summary>Its geometry.</summary>
    internal ClipTextConfig Config { get; }

    /// <summary>Encodes tokens.</summary>
    /// <param name="ids">Token ids [B, T], T at most the config's positions; on any device.</param>
    /// <param name="cancellationToken">Takes effect before the next block.</param>
    /// <param name="learned">Embeddings of ids from the vocabulary's size on, [n, C]; null: there are no such ids.</param>
    /// <returns>Tensors of the caller's dispose scope.</returns>
    internal ClipTextOutput Forward(Tensor ids, CancellationToken cancellationToken = default, Tensor? learned = null)
    {
        using var scope = NewDisposeScope();
        ids = ids.to(tokenEmbedding.device);
        var (batch, length) = (ids.shape[0], ids.shape[1]);
        var x = Embedded(ids.flatten(), learned).reshape(batch, length, -1) + positionEmbedding[..(int)length]; // [B, T, C]
        var hidden = new List<Tensor> { x };
        foreach (var layer in layers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hidden.Add(x = layer.Forward(x));
        }

        var last = finalNorm.Forward(x);
        var pooled = last.gather(1, EndPosition(ids).reshape(batch, 1, 1).expand(batch, 1, last.shape[2])).squeeze(1); // [B, C]
        return new ClipTextOutput(
            [.. hidden.Select(h => h.MoveToOuterDisposeScope())],
            last.MoveToOuterDisposeScope(),
            pooled.MoveToOuterDisposeScope(),
            projection?.Forward(pooled).MoveToOuterDisposeScope());
    }

    /// <summary>The norm after the last block, for the output of an earlier one: [B, T, C].</summary>
    internal Tensor FinalNorm(Tensor hidden) => finalNorm.Forward(hidden);

    /// <inheritdoc/>
    public void Dispose() => weights.Dispose();

    /// <summary>[B T] to [B T, C].</summary>
    private Tensor Embedded(Tensor ids, Tensor? learned)
    {
        if (learned is null)
        {
            return tokenEmbedding.index_select(0, ids);
        }

        var known = tokenEmbedding.index_select(0, ids.clamp_max(Config.VocabularySize - 1));
        return where(ids.ge(Config.VocabularySize).unsqueeze(-1), learned.index_select(0, (ids - Config.VocabularySize).clamp_min(0)), known);
    }

    /// <summary>Where each prompt ends, [B]: the first end token, since padding may be the same token.</summary>
    private Tensor EndPosition(Tensor ids) =>
        (Config.EndId == LegacyEndId ? ids * ids.lt(Config.VocabularySize) : ids.eq(Config.EndId).to(ScalarType.Int32)).argmax(-1);
}

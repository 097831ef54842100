using CaToMe.Conditioning;
using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Metrics;

/// <summary>CLIP's image encoder with its projection (transformers' CLIPVisionModelWithProjection): a vision transformer.</summary>
internal sealed class ClipVisionModel
{
    private readonly Tensor classEmbedding, patches, positions;
    private readonly LayerNorm first, last;
    private readonly ClipTextLayer[] layers;
    private readonly Linear projection;

    /// <summary>Reads the encoder.</summary>
    /// <param name="weights">The root of the checkpoint, which keeps what is read.</param>
    /// <param name="config">Its geometry.</param>
    internal ClipVisionModel(WeightReader weights, ClipVisionConfig config)
    {
        ImageSize = config.ImageSize;
        var (model, size, patch) = (weights["vision_model"], config.Layers.HiddenSize, config.PatchSize);
        var embeddings = model["embeddings"];
        var grid = config.ImageSize / patch;
        classEmbedding = embeddings.Read("class_embedding", size);
        patches = embeddings["patch_embedding"].Read("weight", size, 3, patch, patch);
        positions = embeddings["position_embedding"].Read("weight", (grid * grid) + 1, size);
        first = new LayerNorm(model["pre_layrnorm"], size, config.Layers.NormEpsilon); // transformers spells it so
        layers = [.. Enumerable.Range(0, config.Layers.Layers).Select(i => new ClipTextLayer(model["encoder"]["layers"][i], config.Layers, isCausal: false))];
        last = new LayerNorm(model["post_layernorm"], size, config.Layers.NormEpsilon);
        projection = new Linear(weights["visual_projection"], size, config.Layers.ProjectionSize!.Value, bias: false);
    }

    /// <summary>Width and height of what it reads, in pixels.</summary>
    internal int ImageSize { get; }

    /// <summary>Embeds normalised pictures: [B, 3, S, S] -> [B, P].</summary>
    internal Tensor Forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (batch, patch) = (images.shape[0], patches.shape[2]);
        var tokens = nn.functional.conv2d(images, patches, strides: [patch, patch]).flatten(2).transpose(1, 2); // [B, N, C]
        var x = first.Forward(cat([classEmbedding.expand(batch, 1, -1), tokens], 1) + positions); // [B, N + 1, C]
        foreach (var layer in layers)
        {
            x = layer.Forward(x);
        }

        return projection.Forward(last.Forward(x.select(1, 0))).MoveToOuterDisposeScope(); // [B, P]
    }
}

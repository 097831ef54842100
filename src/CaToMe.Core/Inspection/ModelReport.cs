using CaToMe.Weights;

namespace CaToMe.Inspection;

/// <summary>What a model consists of, told by its config files and the headers of its weights alone.</summary>
public sealed class ModelReport
{
    /// <summary>Its folder's or file's name.</summary>
    public required string Name { get; init; }

    /// <summary>The folder or file.</summary>
    public required string Path { get; init; }

    /// <summary>Whether it is one file in LDM layout, and not a diffusers folder.</summary>
    public required bool IsSingleFile { get; init; }

    /// <summary>Its family, such as <c>SD 1.x</c>; null where its configuration cannot be read.</summary>
    public string? Family { get; init; }

    /// <summary>Its components, as far as they can be read.</summary>
    public IReadOnlyList<ComponentReport> Components { get; init; } = [];

    /// <summary>The U-Net's sizes; null where its configuration cannot be read.</summary>
    public UNetGeometry? Geometry { get; init; }

    /// <summary>The class of its scheduler, such as <c>PNDMScheduler</c>; null where its configuration cannot be read.</summary>
    public string? Scheduler { get; init; }

    /// <summary>What the U-Net predicts: <c>epsilon</c>, <c>v_prediction</c> or <c>sample</c>; null where it cannot be read.</summary>
    public string? PredictionType { get; init; }

    /// <summary>What it can draw, where it is a small model that has a list of it; empty for others.</summary>
    public IReadOnlyList<string> Concepts { get; init; } = [];

    /// <summary>What keeps the model from loading, and what one should know: a sentence each. Empty where all is well.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Whether one of the problems keeps the model from loading.</summary>
    public bool IsBroken { get; init; }

    internal UNetLayout? Layout { get; init; }

    /// <summary>Looks at a model. No weights are read, and what is wrong with it is reported, not thrown.</summary>
    /// <param name="path">A diffusers folder or a single <c>.safetensors</c> file.</param>
    /// <param name="configFolder">A diffusers folder whose config files apply, or null.</param>
    /// <exception cref="ModelException">There is nothing at this path.</exception>
    public static ModelReport Inspect(string path, string? configFolder = null) => new ModelInspector().Inspect(path, configFolder);

    /// <summary>The transformer blocks at an image size, in the order in which they run.</summary>
    /// <param name="width">Picture width in pixels, a multiple of the autoencoder's factor.</param>
    /// <param name="height">Picture height in pixels, a multiple of the autoencoder's factor.</param>
    /// <returns>The blocks; none where the configuration cannot be read.</returns>
    public IReadOnlyList<TransformerBlockReport> TransformerBlocks(int width, int height)
    {
        if (Layout is null || Geometry is null)
        {
            return [];
        }

        var (columns, rows) = (width / Geometry.AutoencoderFactor, height / Geometry.AutoencoderFactor);
        IEnumerable<TransformerBlockReport> Blocks(string place, UNetLevel level, int attentions) =>
            from attention in Enumerable.Range(0, attentions)
            from block in Enumerable.Range(0, level.TransformerLayers)
            select new TransformerBlockReport(
                $"{place}.attentions.{attention}.transformer_blocks.{block}", level.Downsample, level.Channels, level.Heads,
                Columns: Divide(columns, level.Downsample), Rows: Divide(rows, level.Downsample));

        return
        [
            .. Layout.Down.SelectMany((level, i) => Blocks($"down_blocks.{i}", level, level.Layers)),
            .. Blocks("mid_block", Layout.Middle, attentions: 1),
            .. Layout.Up.SelectMany((level, i) => Blocks($"up_blocks.{i}", level, level.Layers)),
        ];
    }

    /// <summary>A side after the U-Net halved it often enough: odd sides round up each time, as a padded convolution does.</summary>
    private static int Divide(int side, int downsample) => (side + downsample - 1) / downsample;
}

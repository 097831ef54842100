using CaToMe.Weights;

namespace CaToMe.ControlNets;

/// <summary>What a ControlNet has beside the U-Net's geometry.</summary>
/// <param name="EmbeddingWidths">Channels of the picture's embedding at each size.</param>
/// <param name="IsBgr">Whether it takes pictures with blue first.</param>
/// <param name="PoolsGlobally">Whether its results are means over the picture.</param>
internal sealed record ControlNetConfig(IReadOnlyList<int> EmbeddingWidths, bool IsBgr, bool PoolsGlobally)
{
    private const string Class = "ControlNetModel";

    /// <summary>That of the published networks.</summary>
    internal static ControlNetConfig Published { get; } = new([16, 32, 96, 256], false, false);

    /// <summary>Reads a config.json; what it leaves out is diffusers' default.</summary>
    /// <exception cref="ModelException">It is that of another kind of network.</exception>
    internal static ControlNetConfig From(ModelConfig config)
    {
        if (config.Text("_class_name") is { } name && name != Class)
        {
            throw new ModelException($"{config.Location} is the config of a {name}, and a {Class} is needed: give a ControlNet.");
        }

        config.Require("controlnet_conditioning_channel_order", "order of colours", "rgb", "bgr");
        return new(
            config.Has("conditioning_embedding_out_channels") ? config.Ints("conditioning_embedding_out_channels") : Published.EmbeddingWidths,
            config.Text("controlnet_conditioning_channel_order") == "bgr",
            config.Flag("global_pool_conditions"));
    }
}

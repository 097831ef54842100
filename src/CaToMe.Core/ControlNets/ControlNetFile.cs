using CaToMe.UNet;
using CaToMe.Weights;

namespace CaToMe.ControlNets;

/// <summary>A ControlNet's weights: a diffusers folder, or one file in diffusers' layout or the original one.</summary>
internal sealed class ControlNetFile : IDisposable
{
    private const string Embedding = "controlnet_cond_embedding.conv_in.weight", Hint = "input_hint_block.0.weight", OriginalPrefix = "control_model.",
        ConfigName = "config.json";

    private readonly TensorFiles files;

    private ControlNetFile(TensorFiles files, IStoredTensors weights, ControlNetConfig config) => (this.files, Weights, Config) = (files, weights, config);

    /// <summary>The weights under diffusers' names.</summary>
    internal IStoredTensors Weights { get; }

    internal ControlNetConfig Config { get; }

    /// <summary>The first ten digits of the SHA-256 of its files.</summary>
    internal string Hash => ModelHash.Short(files.Files);

    /// <summary>Opens a ControlNet; headers alone are read.</summary>
    /// <param name="path">A folder or a <c>.safetensors</c> file.</param>
    /// <param name="unet">The U-Net that it is to go with.</param>
    /// <param name="names">The names of that U-Net's modules in the original layout.</param>
    /// <exception cref="ModelException">It is missing, a pickle, no ControlNet, or one for another family.</exception>
    internal static ControlNetFile Open(string path, UNetConfig unet, IReadOnlyList<Renaming> names)
    {
        if (PickleFiles.Is(path))
        {
            throw PickleFiles.RefusePart(path);
        }

        var files = new TensorFiles(Directory.Exists(path) ? WeightFiles.Find(path) : WeightFiles.Single(path));
        try
        {
            var config = Path.Combine(path, ConfigName);
            var found = new ControlNetFile(
                files, Named(files, path, unet, names), File.Exists(config) ? ControlNetConfig.From(ModelConfig.Read(config)) : ControlNetConfig.Published);
            found.CheckFamily(path, unet);
            return found;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    public void Dispose() => files.Dispose();

    private static IStoredTensors Named(TensorFiles files, string path, UNetConfig unet, IReadOnlyList<Renaming> names) =>
        files.ShapeOf(Embedding) is not null ? files
        : files.ShapeOf(OriginalPrefix + Hint) is not null ? new RenamedTensors(files, OriginalPrefix, [.. names, .. Original(unet)], keepOthers: true)
        : files.ShapeOf(Hint) is not null ? new RenamedTensors(files, "", [.. names, .. Original(unet)], keepOthers: true)
        : throw new ModelException($"{path} is no ControlNet: it has no tensor {Embedding} or {OriginalPrefix}{Hint}. "
            + "Control-LoRA, T2I adapters and IP adapters are other kinds of networks, which are not supported.");

    /// <summary>What the original layout has beside the U-Net's modules.</summary>
    private static IEnumerable<Renaming> Original(UNetConfig unet) =>
    [
        .. Enumerable.Range(0, ControlNetModel.Skips(unet)).Select(i => new Renaming($"zero_convs.{i}.0", $"controlnet_down_blocks.{i}")),
        new("middle_block_out.0", "controlnet_mid_block"),
        new("input_hint_block.0", "controlnet_cond_embedding.conv_in"),
        .. Enumerable.Range(0, 6).Select(i => new Renaming($"input_hint_block.{2 * (i + 1)}", $"controlnet_cond_embedding.blocks.{i}")),
        new("input_hint_block.14", "controlnet_cond_embedding.conv_out"),
    ];

    private void CheckFamily(string path, UNetConfig unet)
    {
        var attending = Array.IndexOf(unet.DownAttention, true);
        var width = Weights.ShapeOf($"down_blocks.{attending}.attentions.0.transformer_blocks.0.attn2.to_k.weight")?.LastOrDefault();
        if (width is { } context && context != unet.CrossAttentionDim)
        {
            throw new ModelException(
                $"{path} is a ControlNet for another family: it reads text of width {context}, and the model has {unet.CrossAttentionDim} "
                + "(768: SD 1.x, 1024: SD 2.x, 2048: SDXL). Give one for the model's family.");
        }
    }
}

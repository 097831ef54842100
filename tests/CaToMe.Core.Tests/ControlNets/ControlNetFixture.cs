using CaToMe.ControlNets;
using CaToMe.Imaging;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.UNet;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.ControlNets;

/// <summary>ControlNets of the embedded model's geometry with made-up weights, in both layouts, and pictures for them.</summary>
public sealed class ControlNetFixture : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ControlNetFixture()
    {
        Pipeline = DiffusionPipeline.Load(null, new PipelineOptions { Device = "cpu" });
        using var files = ModelFiles.Open(EmbeddedModel.Path);
        UNet = UNetConfig.From(files.Configs.Of("unet"));
        Names = [.. LdmNames.UNet(files.Configs.Of("unet"))];
        Shapes = ShapesOf(UNet);
        Net = Save("random");
        string[] last = ["controlnet_down", "controlnet_mid"];
        Zero = Save("zero", (name, made) => last.Any(l => name.StartsWith(l, StringComparison.Ordinal)) ? made.zero_() : made);
        Original = Save("original", names: OriginalName);
        Picture = SavePicture("edges.png", (x, y) => (x + (3 * y)) % 256);
    }

    public DiffusionPipeline Pipeline { get; }

    /// <summary>A network whose parts all have numbers; the same in the original layout; one whose last convolutions are zero.</summary>
    public string Net { get; }

    public string Original { get; }

    public string Zero { get; }

    public string Picture { get; }

    internal UNetConfig UNet { get; }

    internal IReadOnlyList<Renaming> Names { get; }

    internal IReadOnlyDictionary<string, long[]> Shapes { get; }

    internal string PathOf(string name) => Path.Combine(folder.Path, name);

    public void Dispose()
    {
        Pipeline.Dispose();
        folder.Dispose();
    }

    /// <summary>The names and shapes of a ControlNet for a U-Net, without weights.</summary>
    internal static IReadOnlyDictionary<string, long[]> ShapesOf(UNetConfig unet)
    {
        using var scope = NewDisposeScope();
        var maker = new ShapeMaker();
        using var net = new ControlNetModel(maker.Reader(), unet, ControlNetConfig.Published);
        return maker.Asked;
    }

    /// <summary>Writes a network.</summary>
    /// <param name="name">Its file's name.</param>
    /// <param name="change">Changes a tensor.</param>
    /// <param name="names">Renames a tensor.</param>
    internal string Save(string name, Func<string, Tensor, Tensor>? change = null, Func<string, string>? names = null)
    {
        using var scope = NewDisposeScope();
        var weights = new HashedWeights("controlnet.");
        return SafetensorsFile.Save(PathOf(name + ".safetensors"), Shapes.ToDictionary(
            s => names?.Invoke(s.Key) ?? s.Key, s => weights.Make(s.Key, s.Value) is var made && change is not null ? change(s.Key, made) : made));
    }

    internal string SavePicture(string name, Func<int, int, int> value, int width = 64, int height = 64)
    {
        var pixels = new byte[3 * width * height];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(value(i / 3 % width, i / 3 / width) + (40 * (i % 3)));
        }

        return PngFile.Save(PathOf(name), new RgbImage(width, height, pixels));
    }

    /// <summary>The original layout's name of a tensor.</summary>
    internal string OriginalName(string name)
    {
        (string From, string To)[] own =
        [
            .. Enumerable.Range(0, ControlNetModel.Skips(UNet)).Select(i => ($"zero_convs.{i}.0", $"controlnet_down_blocks.{i}")),
            ("middle_block_out.0", "controlnet_mid_block"), ("input_hint_block.0", "controlnet_cond_embedding.conv_in"),
            .. Enumerable.Range(0, 6).Select(i => ($"input_hint_block.{(2 * i) + 2}", $"controlnet_cond_embedding.blocks.{i}")),
            ("input_hint_block.14", "controlnet_cond_embedding.conv_out"),
        ];
        var (from, to) = own.Concat(Names.Where(n => n.To is not null).Select(n => (From: n.From, To: n.To!)))
            .Where(n => name.StartsWith(n.To + ".", StringComparison.Ordinal)).MaxBy(n => n.To.Length);
        return $"control_model.{from}{name[to.Length..]}";
    }
}

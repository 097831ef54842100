using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Previews;

/// <summary>
/// TAESD (Ollin Boer Bohan, github.com/madebyollin/taesd): a decoder of 64 channels and three doublings that was trained to give what a family's own
/// decoder gives. Each family has weights of its own.
/// </summary>
internal sealed class TaesdDecoder : IPreviewer
{
    private const int Channels = 64, LatentChannels = 4, Blocks = 3, Doublings = 3;

    /// <summary>How the layers are numbered: in the original the first is a function without weights.</summary>
    private static readonly (string Prefix, int First)[] Layouts = [("", 1), ("decoder.", 1), ("taesd_decoder.", 1), ("decoder.layers.", 0)];

    private readonly WeightReader reader;
    private readonly Conv2d convIn, convOut;
    private readonly List<(List<Block> Blocks, Conv2d Doubled)> levels = [];
    private readonly Block last;

    /// <param name="reader">The decoder's place in a checkpoint; it ends with this.</param>
    /// <param name="first">The number of the first layer that has weights.</param>
    internal TaesdDecoder(WeightReader reader, int first)
    {
        this.reader = reader;
        var layer = first;
        convIn = new Conv2d(reader[layer++], LatentChannels, Channels);
        layer++; // ReLU
        for (var level = 0; level < Doublings; level++)
        {
            var blocks = Enumerable.Range(0, Blocks).Select(_ => new Block(reader[layer++])).ToList();
            layer++; // doubling
            levels.Add((blocks, new Conv2d(reader[layer++], Channels, Channels, hasBias: false)));
        }

        last = new Block(reader[layer++]);
        convOut = new Conv2d(reader[layer], Channels, 3);
    }

    /// <summary>Reads a decoder, alone or beside its encoder, in the original's layout or that of diffusers' AutoencoderTiny.</summary>
    /// <param name="path">A <c>.safetensors</c> file.</param>
    /// <param name="device">Where it computes, in float32.</param>
    /// <exception cref="ModelException">It is no such file, or holds something else.</exception>
    internal static TaesdDecoder Load(string path, Device device)
    {
        using var files = new TensorFiles(WeightFiles.Single(path));
        var (prefix, first) = Array.Find(Layouts, layout => files.ShapeOf($"{layout.Prefix}{layout.First}.weight") is [Channels, LatentChannels, 3, 3]);
        if (prefix is null)
        {
            throw new ModelException(
                $"{path} holds no TAESD decoder for {LatentChannels} latent channels: there is no tensor 1.weight or decoder.layers.0.weight of the shape "
                + $"[{Channels}, {LatentChannels}, 3, 3]. Give taesd_decoder.safetensors (SD 1.x, SD 2.x) or taesdxl_decoder.safetensors (SDXL), or the "
                + "diffusion_pytorch_model.safetensors of madebyollin/taesd or taesdxl.");
        }

        var reader = new WeightReader(files, device, ScalarType.Float32);
        try
        {
            return new TaesdDecoder(prefix.Split('.', StringSplitOptions.RemoveEmptyEntries).Aggregate(reader, (place, part) => place[part]), first);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>[B, 4, h, w] -> [B, 3, 8 h, 8 w].</summary>
    public Tensor Colours(Tensor latents)
    {
        using var scope = NewDisposeScope();
        var x = convIn.Forward((latents / 3).tanh_().mul_(3).ChannelsLast()).relu_();
        foreach (var (blocks, doubled) in levels)
        {
            x = doubled.ForwardDoubled(blocks.Aggregate(x, (h, block) => block.Forward(h)));
        }

        return convOut.Forward(last.Forward(x)).mul(2).sub_(1).contiguous().MoveToOuterDisposeScope(); // its own range is 0 to 1
    }

    public void Dispose() => reader.Dispose();

    /// <summary>Three convolutions beside the identity.</summary>
    private sealed class Block(WeightReader reader)
    {
        private readonly Conv2d[] convs = [.. new[] { 0, 2, 4 }.Select(i => new Conv2d(reader["conv"][i], Channels, Channels))];

        /// <summary>[B, 64, H, W] -> [B, 64, H, W].</summary>
        internal Tensor Forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            var h = convs[1].Forward(convs[0].Forward(x).relu_()).relu_();
            return convs[2].Forward(h).add_(x).relu_().MoveToOuterDisposeScope();
        }
    }
}

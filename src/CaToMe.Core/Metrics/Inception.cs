using CaToMe.Requests;
using CaToMe.Weights;
using static CaToMe.Metrics.InceptionBlocks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace CaToMe.Metrics;

/// <summary>
/// The InceptionV3 network that the Fréchet inception distance is defined by, up to its last pooling: pytorch-fid's
/// <c>pool3</c> features. Weights are those of pytorch-fid (pt_inception-2015-12-05), converted to safetensors.
/// </summary>
public sealed class Inception : IDisposable
{
    /// <summary>Features per picture.</summary>
    public const int FeatureCount = 2048;

    private const long InputSize = 299;

    private readonly Func<Tensor, Tensor>[] blocks;
    private readonly WeightReader reader;
    private readonly Device device;

    /// <summary>Builds the network from its parameters, under torchvision's names.</summary>
    internal Inception(ITensorSource source, Device? device = null)
    {
        this.device = device ?? CPU;
        reader = new WeightReader(source, this.device, ScalarType.Float32);
        blocks =
        [
            Conv(reader["Conv2d_1a_3x3"], 3, 32, 3, 3, stride: 2, pad: false), // [B, 32, 149, 149]
            Conv(reader["Conv2d_2a_3x3"], 32, 32, 3, 3, pad: false),
            Conv(reader["Conv2d_2b_3x3"], 32, 64, 3, 3),
            Shrink, // [B, 64, 73, 73]
            Conv(reader["Conv2d_3b_1x1"], 64, 80, 1, 1),
            Conv(reader["Conv2d_4a_3x3"], 80, 192, 3, 3, pad: false),
            Shrink, // [B, 192, 35, 35]
            A(reader["Mixed_5b"], 192, pooled: 32),
            A(reader["Mixed_5c"], 256, pooled: 64),
            A(reader["Mixed_5d"], 288, pooled: 64),
            B(reader["Mixed_6a"], 288), // [B, 768, 17, 17]
            C(reader["Mixed_6b"], inner: 128),
            C(reader["Mixed_6c"], inner: 160),
            C(reader["Mixed_6d"], inner: 160),
            C(reader["Mixed_6e"], inner: 192),
            D(reader["Mixed_7a"], 768), // [B, 1280, 8, 8]
            E(reader["Mixed_7b"], 1280, AveragePool),
            E(reader["Mixed_7c"], FeatureCount, MaxPool),
        ];
    }

    /// <summary>Loads the network, in float32.</summary>
    /// <param name="path">A safetensors file with its parameters, under torchvision's names.</param>
    /// <param name="device">Where it runs; null takes the CPU.</param>
    /// <exception cref="ModelException">The file is a pickle, cannot be read, or a parameter is missing or has another shape.</exception>
    /// <exception cref="NativeRuntimeException">There is no libtorch.</exception>
    public static Inception Load(string path, Device? device = null)
    {
        using var file = MetricWeights.Open(path, "InceptionV3");
        return new Inception(file, device);
    }

    /// <summary>The features of pictures of any sizes, one after the other.</summary>
    /// <param name="images">The pictures.</param>
    /// <returns>[pictures, 2048] float32 on the CPU, which the caller owns.</returns>
    public Tensor Features(IEnumerable<RgbImage> images)
    {
        using var scope = NewDisposeScope();
        var rows = new List<Tensor>();
        foreach (var image in images)
        {
            using var inner = NewDisposeScope();
            var pixels = tensor(image.Pixels, [1, image.Height, image.Width, 3], dtype: ScalarType.Byte).permute(0, 3, 1, 2);
            rows.Add(Features(pixels).MoveToOuterDisposeScope());
        }

        return (rows.Count == 0 ? empty(0, FeatureCount) : cat(rows)).MoveToOuterDisposeScope();
    }

    /// <summary>The features of a batch.</summary>
    /// <param name="images">[B, 3, H, W], bytes.</param>
    /// <returns>[B, 2048] float32 on the CPU, which the caller owns.</returns>
    public Tensor Features(Tensor images)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var x = images.to(ScalarType.Float32, device).div_(255);
        x = interpolate(x, size: [InputSize, InputSize], mode: TorchSharp.torch.InterpolationMode.Bilinear, align_corners: false); // [B, 3, 299, 299]
        x = x.mul_(2).sub_(1).ChannelsLast();
        foreach (var block in blocks)
        {
            using var inner = NewDisposeScope();
            x = block(x).MoveToOuterDisposeScope();
        }

        return x.mean([2, 3]).cpu().MoveToOuterDisposeScope(); // [B, 2048]
    }

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();
}

using CaToMe.Requests;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Metrics;

/// <summary>
/// LPIPS, a learned distance between pictures (Zhang et al., 2018), version 0.1: how far a network's features are apart, weighted by channel. Weights are
/// those of the official package: the state of <c>lpips.LPIPS(net="alex")</c> or <c>"vgg"</c>, converted to safetensors.
/// </summary>
public sealed class Lpips : IDisposable
{
    private readonly WeightReader reader;
    private readonly Device device;
    private readonly IReadOnlyList<Func<Tensor, Tensor>> slices;
    private readonly Tensor[] channels;
    private readonly Tensor shift, scale;

    /// <summary>Builds the network from its parameters.</summary>
    internal Lpips(ITensorSource source, Device? device = null)
    {
        this.device = device ?? CPU;
        reader = new WeightReader(source, this.device, ScalarType.Float32);
        var isVgg = source.ShapeOf("net.slice1.2.weight") is not null;
        slices = isVgg ? LpipsLayers.Vgg(reader, source) : LpipsLayers.Alex(reader, source);
        channels = [.. slices.Select((_, i) =>
        {
            var lin = reader[$"lin{i}"]["model"][1];
            return lin.Read("weight", 1, source.ShapeOf($"{lin.Name}.weight") is [_, var width, ..] ? width : 0, 1, 1);
        })];
        (shift, scale) = (reader["scaling_layer"].Read("shift", 1, 3, 1, 1), reader["scaling_layer"].Read("scale", 1, 3, 1, 1));
        Network = isVgg ? "vgg" : "alex";
    }

    /// <summary>Which network the weights are of: <c>alex</c> or <c>vgg</c>.</summary>
    public string Network { get; }

    /// <summary>Loads the network, in float32.</summary>
    /// <param name="path">A safetensors file with the state of the official package's module.</param>
    /// <param name="device">Where it runs; null takes the CPU.</param>
    /// <exception cref="ModelException">The file is a pickle, cannot be read, or lacks a parameter.</exception>
    /// <exception cref="NativeRuntimeException">There is no libtorch.</exception>
    public static Lpips Load(string path, Device? device = null)
    {
        using var file = MetricWeights.Open(path, "LPIPS");
        return new Lpips(file, device);
    }

    /// <summary>The distance of two pictures of one size.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="reference">What it is compared with.</param>
    /// <returns>0 for equal pictures; about 0.1 for hardly different ones, 0.7 for others.</returns>
    /// <exception cref="CaToMeException">The pictures have different sizes.</exception>
    public double Between(RgbImage image, RgbImage reference)
    {
        ImageQuality.CheckSizes(image, reference);
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var pair = cat([ToTensor(image), ToTensor(reference)]); // [2, 3, H, W]
        var x = (pair.to(ScalarType.Float32, device).mul_(2.0 / 255).sub_(1) - shift) / scale;
        var distance = zeros(1, device: device);
        foreach (var (slice, weight) in slices.Zip(channels))
        {
            x = slice(x); // [2, C, H', W']
            var unit = x / (x.square().sum([1], keepdim: true).sqrt() + 1e-10);
            distance += ((unit[0] - unit[1]).square() * weight[0]).sum([0]).mean();
        }

        return distance.item<float>();
    }

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    /// <summary>[1, 3, H, W], bytes.</summary>
    private static Tensor ToTensor(RgbImage image) =>
        tensor(image.Pixels, [1, image.Height, image.Width, 3], dtype: ScalarType.Byte, device: CPU).permute(0, 3, 1, 2);
}

using CaToMe.Sources;
using CaToMe.UNet;
using CaToMe.Weights;
using SkiaSharp;
using static TorchSharp.torch;

namespace CaToMe.ControlNets;

/// <summary>A model's ControlNets, each loaded when a picture asks for it first, and kept with the model.</summary>
/// <param name="unet">The model's U-Net.</param>
/// <param name="names">The names of its modules in the original layout.</param>
/// <param name="device">Where they go.</param>
/// <param name="type">Their type.</param>
internal sealed class LoadedControlNets(UNetConfig unet, IReadOnlyList<Renaming> names, Device device, ScalarType type) : IDisposable
{
    private readonly Dictionary<string, (ControlNetModel Net, string Hash)> loaded = new(StringComparer.Ordinal);

    /// <summary>Brings pictures to the size of a pass and embeds them.</summary>
    /// <param name="text">What a request says of them.</param>
    /// <param name="width">Width of the latents.</param>
    /// <param name="height">Height of the latents.</param>
    /// <param name="calls">U-Net calls of the pass.</param>
    /// <param name="cancellation">Takes effect before the next layer.</param>
    /// <returns>Null where there are none.</returns>
    /// <exception cref="ModelException">A network cannot be read, or is none for this model.</exception>
    /// <exception cref="OptionException">A picture cannot be read.</exception>
    internal PassControls? Begin(string? text, int width, int height, int calls, CancellationToken cancellation)
    {
        var references = ControlReference.ParseList(text)!;
        return references.Count == 0 ? null : new PassControls(
            [.. references.Select((c, i) => new PassControl(Load(c.Net, cancellation).Net, Embed(c, width, height, cancellation), c, i))], calls, cancellation);
    }

    /// <summary>The hashes of networks and pictures by their files' names.</summary>
    internal IReadOnlyDictionary<string, string> Hashes(string? text)
    {
        var references = ControlReference.ParseList(text)!;
        return references.Select(c => (Name: NameOf(c.Net), Hash: loaded[c.Net].Hash))
            .Concat(references.Select(c => (Name: NameOf(c.Image), Hash: SourceImage.FromFile(c.Image).Opened(ControlReference.Setting).Hash![..10])))
            .DistinctBy(c => c.Name).ToDictionary(c => c.Name, c => c.Hash, StringComparer.Ordinal);
    }

    public void Dispose()
    {
        foreach (var (net, _) in loaded.Values)
        {
            net.Dispose();
        }
    }

    private Tensor Embed(ControlReference control, int width, int height, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var net = Load(control.Net, cancellation).Net;
        (width, height) = (width * net.EmbeddingFactor, height * net.EmbeddingFactor);
        using var picture = SourceImage.FromFile(control.Image).Decode(ControlReference.Setting, SKColors.Black);
        using var fitting = picture.Scaled(Bitmaps.Middle(picture.Width, picture.Height, width, height), width, height);
        var pixels = tensor(fitting.Colours(), device: CPU).reshape(height, width, 3).permute(2, 0, 1).unsqueeze(0); // [1, 3, H, W]
        return net.Embed(pixels.to(ScalarType.Float32).div_(byte.MaxValue)).MoveToOuterDisposeScope();
    }

    private (ControlNetModel Net, string Hash) Load(string path, CancellationToken cancellation)
    {
        if (loaded.TryGetValue(path, out var known))
        {
            return known;
        }

        using var file = ControlNetFile.Open(path, unet, names);
        var reader = new WeightReader(file.Weights, device, type, _ => cancellation.ThrowIfCancellationRequested());
        try
        {
            var net = new ControlNetModel(reader, unet, file.Config);
            reader.EnsureAllRead(_ => false);
            return loaded[path] = (net, file.Hash);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static string NameOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
}

using System.Diagnostics;
using CaToMe.Models;
using CaToMe.Requests;
using static TorchSharp.torch;

namespace CaToMe.Previews;

/// <summary>The previews of one run: of the clean latents that a step predicts, which show shapes long before the noisy ones do.</summary>
internal sealed class RunPreviews : IDisposable
{
    private readonly IPreviewer previewer;
    private readonly PreviewOptions options;
    private readonly PreviewFile? file;
    private readonly Stopwatch clock = new();
    private bool isFileRefused;

    private RunPreviews(PreviewOptions options, IPreviewer previewer)
    {
        (this.options, this.previewer) = (options, previewer);
        file = options.PreviewPath is { } path ? new PreviewFile(path) : null;
    }

    /// <summary>Time that they took.</summary>
    internal TimeSpan Elapsed => clock.Elapsed;

    /// <summary>What the user should know; null for nothing.</summary>
    internal string? Warning { get; private set; }

    /// <summary>Prepares them; null where there are none.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="model">The model.</param>
    /// <param name="device">Where its latents are.</param>
    /// <exception cref="OptionException">The model has other latents.</exception>
    /// <exception cref="ModelException">A decoder cannot be read.</exception>
    internal static RunPreviews? For(PreviewOptions options, ModelInfo model, Device device)
    {
        if (!options.AreOn)
        {
            return null;
        }

        if (options.Decoder is not { } path)
        {
            return new RunPreviews(options, new LinearPreviewer(
                PreviewMaps.Shipped.Of(model) ?? throw Refused(options, $"no map is known for {model.Name}, whose autoencoder is not its family's: give off."),
                device));
        }

        return model.AutoencoderFactor == PreviewMaps.PublishedFactor
            ? new RunPreviews(options, TaesdDecoder.Load(path, device))
            : throw Refused(
                options,
                $"a latent of {model.Name} stands for {model.AutoencoderFactor} pixels a side, and one of TAESD for {PreviewMaps.PublishedFactor}: "
                + "give linear.");
    }

    /// <summary>The previews of a call.</summary>
    /// <param name="before">Steps done before it.</param>
    /// <param name="done">Steps done after it.</param>
    /// <param name="steps">Steps in all.</param>
    /// <param name="original">Predicts the clean latents, [B, 4, h, w], float32.</param>
    /// <returns>A picture for each of the batch; null where the call has none.</returns>
    internal IReadOnlyList<RgbImage>? Of(int before, int done, int steps, Func<Tensor> original)
    {
        if (done / options.PreviewEvery == before / options.PreviewEvery && (done < steps || before == done))
        {
            return null;
        }

        clock.Start();
        var images = ImagesOf(original);
        Save(images, done, steps);
        clock.Stop();
        return images;
    }

    public void Dispose() => previewer.Dispose();

    private List<RgbImage> ImagesOf(Func<Tensor> original)
    {
        using var scope = NewDisposeScope();
        var pixels = previewer.Colours(original()).div_(2).add_(0.5).nan_to_num_(0).clamp_(0, 1).mul_(255).round_().to(ScalarType.Byte)
            .permute(0, 2, 3, 1).contiguous().cpu(); // [B, H, W, 3]
        var (height, width) = ((int)pixels.shape[1], (int)pixels.shape[2]);
        return [.. pixels.unbind().Select(image => new RgbImage(width, height, image.contiguous().data<byte>().ToArray()))];
    }

    /// <summary>A preview that cannot be written is no reason to lose the picture: it is said once.</summary>
    private void Save(IReadOnlyList<RgbImage> images, int step, int steps)
    {
        try
        {
            if (!isFileRefused)
            {
                file?.Save(images, step, steps);
            }
        }
        catch (CaToMeException e)
        {
            isFileRefused = true;
            Warning = $"Previews were not written any more: {e.Message}";
        }
    }

    private static OptionException Refused(PreviewOptions options, string accepted) => new(nameof(options.Preview), options.Preview, accepted);
}

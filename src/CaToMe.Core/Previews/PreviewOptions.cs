using CaToMe.Settings;
using CaToMe.Weights;

namespace CaToMe.Previews;

/// <summary>Small pictures of what a run is drawing. They are looked at alone: the picture is the same to the bit with and without them.</summary>
public sealed record PreviewOptions
{
    internal const string Off = "off", Linear = "linear", Taesd = "taesd:";

    /// <summary>
    /// How latents become colours: <c>off</c>, not at all; <c>linear</c>, by a linear map that was fitted to the model's family, a pixel for each latent;
    /// <c>taesd:PATH</c>, by the decoder of that TAESD (a <c>.safetensors</c> file, original or of diffusers), in the picture's own size. Default off.
    /// </summary>
    public string Preview { get; init; } = Off;

    /// <summary>Sampling steps from one preview to the next, from 1 to 1000; the last step has one too. Default 5.</summary>
    public int PreviewEvery { get; init; } = 5;

    /// <summary>
    /// A <c>.png</c> file that each preview replaces; with <c>{step}</c> or <c>{step:000}</c> in its name a file for each. Of a batch the second picture's
    /// has <c>-2</c> in its name, and so on. A file that is there and is no preview is not replaced. Null: previews are reported alone.
    /// </summary>
    public string? PreviewPath { get; init; }

    /// <summary>Whether there are previews.</summary>
    internal bool AreOn => !Preview.Equals(Off, StringComparison.OrdinalIgnoreCase);

    /// <summary>The decoder's file; null without one.</summary>
    internal string? Decoder => Preview.StartsWith(Taesd, StringComparison.OrdinalIgnoreCase) ? Preview[Taesd.Length..] : null;

    /// <summary>Checks what can be checked without a model.</summary>
    /// <exception cref="OptionException">A setting is not accepted.</exception>
    /// <exception cref="InvalidOptionsException">Several are not.</exception>
    public void Validate()
    {
        var errors = new OptionErrors();
        errors.AddFrom(PreviewSettings.All, this);
        errors.AddRange([CheckDecoder(), PreviewPath is { } path ? PreviewFile.Check(path) : null]);
        errors.ThrowIfAny();
    }

    private OptionException? CheckDecoder() => Decoder is not { Length: > 0 } file ? null
        : PickleFiles.Is(file)
            ? Refused("that is a pickle file, and loading pickle runs whatever code the file holds: give the decoder's .safetensors version.")
        : !File.Exists(file) ? Refused("there is no such file: check the path.")
        : null;

    private OptionException Refused(string accepted) => new(nameof(Preview), Preview, accepted);
}

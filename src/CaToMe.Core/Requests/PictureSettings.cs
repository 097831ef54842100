using System.Globalization;
using CaToMe.ControlNets;
using CaToMe.Settings;
using CaToMe.Sources;

namespace CaToMe.Requests;

/// <summary>The settings of runs that begin at a picture, or go on with a larger one: a part of <see cref="RequestSettings.All"/>.</summary>
public static class PictureSettings
{
    private static readonly GenerationRequest Defaults = new() { Prompt = "" };

    private const string InvertedInWebUi = "Inpaint not masked";

    private const string StrengthAccepted = "give a number above 0, to 1.";

    /// <summary>See <see cref="GenerationRequest.InitImage"/>; its value is the file.</summary>
    public static Setting<GenerationRequest, string?> InitImage { get; } =
        new("InitImage", SettingKind.Text, r => r.InitImage?.Path, (r, v) => r with { InitImage = SourceImage.FromFile(v!) })
        {
            Option = "--init-image",
            OptionAliases = ["--init-img", "-i"],
            Placeholder = "FILE",
            Summary = "A picture to begin at: PNG, JPEG or WebP. It is drawn in its own size where no other is asked for, and cut to fit one.",
            Default = "noise",
            WebUi = "Init image hash",
            ToWebUi = r => r.InitImage?.Hash?[..10],
            FromWebUi = _ => null,
        };

    /// <summary>See <see cref="GenerationRequest.Strength"/>.</summary>
    public static Setting<GenerationRequest, double> Strength { get; } =
        new("Strength", SettingKind.Number, r => r.Strength, (r, v) => r with { Strength = v })
        {
            Aliases = ["DenoisingStrength"],
            Option = "--strength",
            OptionAliases = ["--denoising-strength"],
            Placeholder = "SHARE",
            Summary = "How much of the picture to begin at is drawn anew: the share of the steps that are taken.",
            Default = Invariant(Defaults.Strength),
            InRange = v => v is > 0 and <= 1,
            Accepted = StrengthAccepted,
            Effective = r => r.InitImage is null && r.Strength == Defaults.Strength ? null : r.Strength,
            WithoutEffect = WithoutPicture,
            WebUi = "Denoising strength",
            ToWebUi = r => r.InitImage is null ? null : r.Strength,
        };

    /// <summary>See <see cref="GenerationRequest.Mask"/>; its value is the file.</summary>
    public static Setting<GenerationRequest, string?> Mask { get; } =
        new("Mask", SettingKind.Text, r => r.Mask?.Path, (r, v) => r with { Mask = SourceImage.FromFile(v!) })
        {
            Option = "--mask",
            Placeholder = "FILE",
            Summary = "What of the picture to begin at is drawn anew: a picture of its proportions, white where it is, black where it is kept.",
            Default = "everything",
        };

    /// <summary>See <see cref="GenerationRequest.InvertMask"/>.</summary>
    public static Setting<GenerationRequest, bool> InvertMask { get; } =
        new("InvertMask", SettingKind.Switch, r => r.InvertMask, (r, v) => r with { InvertMask = v })
        {
            Option = "--invert-mask",
            Summary = "Draws the mask's black anew, and keeps its white.",
            WithoutEffect = WithoutMask,
            WebUi = "Mask mode",
            ToWebUi = r => r.InvertMask && r.Mask is not null ? InvertedInWebUi : null,
            FromWebUi = text => text == InvertedInWebUi ? true : null,
        };

    /// <summary>See <see cref="GenerationRequest.MaskBlur"/>.</summary>
    public static Setting<GenerationRequest, int> MaskBlur { get; } =
        new("MaskBlur", SettingKind.WholeNumber, r => r.MaskBlur, (r, v) => r with { MaskBlur = v })
        {
            Option = "--mask-blur",
            Placeholder = "PIXELS",
            Summary = "How soft the mask's edge is, where the new picture is put into the old one.",
            Default = Invariant(Defaults.MaskBlur),
            InRange = v => v is >= 0 and <= 64,
            Accepted = "give a number of pixels from 0 to 64.",
            Effective = r => r.Mask is null && r.MaskBlur == Defaults.MaskBlur ? null : r.MaskBlur,
            WithoutEffect = WithoutMask,
            WebUi = "Mask blur",
        };

    /// <summary>See <see cref="GenerationRequest.MaskPadding"/>.</summary>
    public static Setting<GenerationRequest, int?> MaskPadding { get; } =
        new("MaskPadding", SettingKind.WholeNumber, r => r.MaskPadding, (r, v) => r with { MaskPadding = v })
        {
            Option = "--mask-padding",
            Placeholder = "PIXELS",
            Summary = "Draws only what the mask marks, with so many pixels around it, in the size that is asked for, and puts it back at its own.",
            Default = "the whole picture is drawn",
            InRange = v => v is null or (>= 0 and <= 1024),
            Accepted = "give a number of pixels from 0 to 1024.",
            WithoutEffect = WithoutMask,
            WebUi = "Masked area padding",
        };

    /// <summary>See <see cref="GenerationRequest.Control"/>.</summary>
    public static Setting<GenerationRequest, string?> Control { get; } =
        new("Control", SettingKind.Text, r => r.Control, (r, v) => r with { Control = v })
        {
            Aliases = ["ControlNet"],
            Option = "--control",
            OptionAliases = ["--controlnet"],
            Placeholder = "NET=PICTURE[:SCALE[:FROM-TO]],...",
            Summary = "ControlNets with the pictures that they follow: files or folders, and PNG, JPEG or WebP.",
            Default = "none",
            InRange = v => v is null || ControlReference.ParseList(v) is not null,
            Accepted = ControlReference.Accepted,
            Off = v => v is null or "",
        };

    /// <summary>See <see cref="GenerationRequest.Hires"/>.</summary>
    public static Setting<GenerationRequest, double> Hires { get; } = new("Hires", SettingKind.Number, r => r.Hires, (r, v) => r with { Hires = v })
    {
        Option = "--hires",
        Placeholder = "SCALE",
        Summary = "Draws the picture a second time, so many times as large, beginning at what was drawn.",
        Default = "1, once",
        InRange = v => v is >= 1 and <= 8,
        Accepted = "give a number from 1 to 8 (2 is common; 1 draws once).",
        Off = v => v is 1.0,
        WebUi = "Hires upscale",
    };

    /// <summary>See <see cref="GenerationRequest.HiresUpscaler"/>.</summary>
    public static Setting<GenerationRequest, HiresUpscaler> HiresUpscaler { get; } =
        new("HiresUpscaler", SettingKind.OneOf<HiresUpscaler>(), r => r.HiresUpscaler, (r, v) => r with { HiresUpscaler = v })
        {
            Option = "--hires-upscaler",
            Placeholder = "latent|pixels",
            Summary = "What is made larger for the second pass: latents is fast, pixels stays sharp with a low strength.",
            Default = "latent",
            InRange = Enum.IsDefined,
            Accepted = "give Latent or Pixels.",
            Effective = r => r.Hires == 1 && r.HiresUpscaler == Defaults.HiresUpscaler ? null : r.HiresUpscaler,
            WithoutEffect = WithoutHires,
            WebUi = "Hires upscaler",
            ToWebUi = r => r.Hires == 1 ? null : r.HiresUpscaler == Requests.HiresUpscaler.Latent ? "Latent" : "Bicubic",
            FromWebUi = text => text.StartsWith("Latent", StringComparison.OrdinalIgnoreCase) ? Requests.HiresUpscaler.Latent : Requests.HiresUpscaler.Pixels,
        };

    /// <summary>See <see cref="GenerationRequest.HiresStrength"/>.</summary>
    public static Setting<GenerationRequest, double> HiresStrength { get; } =
        new("HiresStrength", SettingKind.Number, r => r.HiresStrength, (r, v) => r with { HiresStrength = v })
        {
            Option = "--hires-strength",
            Placeholder = "SHARE",
            Summary = "How much the second pass draws anew: the share of its steps that are taken.",
            Default = Invariant(Defaults.HiresStrength),
            InRange = v => v is > 0 and <= 1,
            Accepted = StrengthAccepted,
            Effective = r => r.Hires == 1 && r.HiresStrength == Defaults.HiresStrength ? null : r.HiresStrength,
            WithoutEffect = WithoutHires,
        };

    /// <summary>See <see cref="GenerationRequest.HiresSteps"/>.</summary>
    public static Setting<GenerationRequest, int?> HiresSteps { get; } =
        new("HiresSteps", SettingKind.WholeNumber, r => r.HiresSteps, (r, v) => r with { HiresSteps = v is 0 ? null : v })
        {
            Option = "--hires-steps",
            Placeholder = "N",
            Summary = "Steps that the second pass takes.",
            Default = "its strength's share of the first pass's",
            InRange = v => v is null or (>= 1 and <= 1000),
            Accepted = "give a number of steps from 1 to 1000.",
            WithoutEffect = WithoutHires,
            WebUi = "Hires steps",
        };

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting<GenerationRequest>> All { get; } =
        [InitImage, Strength, Mask, InvertMask, MaskBlur, MaskPadding, Control, Hires, HiresUpscaler, HiresStrength, HiresSteps];

    private static string? WithoutPicture(GenerationRequest request) => request.InitImage is null ? "without {InitImage}, a picture to begin at" : null;

    private static string? WithoutMask(GenerationRequest request) => request.Mask is null ? "without {Mask}, which marks what is drawn anew" : null;

    private static string? WithoutHires(GenerationRequest request) => request.Hires == 1 ? "without {Hires}, which asks for a second pass" : null;

    private static string Invariant(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}

using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>
/// What a ControlNet adds to the U-Net in a call (Zhang et al., arXiv 2302.05543): to each result of the way down, as the way up reads it, and to the middle.
/// </summary>
/// <param name="Skips">In the order in which the way down makes them.</param>
/// <param name="Middle">[B, C, h, w].</param>
internal sealed record ControlResiduals(IReadOnlyList<Tensor> Skips, Tensor Middle)
{
    /// <summary>Several networks' together.</summary>
    internal ControlResiduals Plus(ControlResiduals other) =>
        new([.. Skips.Zip(other.Skips, (mine, its) => mine + its)], Middle + other.Middle);

    /// <summary>Times a number.</summary>
    internal ControlResiduals Scaled(double scale) => scale == 1 ? this : new([.. Skips.Select(s => s * scale)], Middle * scale);

    /// <summary>The results of the way down with what is added to them; a shallow call has only the first.</summary>
    internal Stack<Tensor> AddedTo(Stack<Tensor> skips) => new(skips.Reverse().Zip(Skips, (skip, added) => skip + added));
}

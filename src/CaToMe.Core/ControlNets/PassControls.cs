using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.ControlNets;

/// <summary>A ControlNet in one pass of a run.</summary>
/// <param name="Net">The network.</param>
/// <param name="Picture">Its picture, embedded, [1, C, h, w].</param>
/// <param name="Use">How strongly it adds, and when.</param>
/// <param name="Index">Its place among the run's.</param>
internal sealed record PassControl(ControlNetModel Net, Tensor Picture, ControlReference Use, int Index);

/// <summary>The ControlNets of one pass of a run.</summary>
/// <param name="controls">They and their pictures, which end with this.</param>
/// <param name="calls">U-Net calls of the pass.</param>
/// <param name="cancellation">Takes effect before the next layer.</param>
internal sealed class PassControls(IReadOnlyList<PassControl> controls, int calls, CancellationToken cancellation) : IDisposable
{
    /// <summary>What they add to the U-Net in a call.</summary>
    /// <param name="latents">[B, 4, h, w].</param>
    /// <param name="timestep">The call's timestep.</param>
    /// <param name="call">The call, from 0.</param>
    /// <param name="prompt">What the blocks attend to.</param>
    /// <param name="interceptor">Stands around the layers of transformer blocks; the call is begun.</param>
    /// <returns>Null where none adds in this call.</returns>
    internal ControlResiduals? For(Tensor latents, double timestep, int call, PromptAttention prompt, IInterceptor interceptor)
    {
        ControlResiduals? sum = null;
        foreach (var (net, picture, use, index) in controls.Where(c => c.Use.Scale > 0 && c.Use.AddsIn(call, calls)))
        {
            var named = new NamedInterceptor(interceptor, $"controlnet.{index}.");
            var added = net.Forward(latents, picture, timestep, prompt, named, cancellation).Scaled(use.Scale);
            sum = sum?.Plus(added) ?? added;
        }

        return sum;
    }

    public void Dispose()
    {
        foreach (var control in controls)
        {
            control.Picture.Dispose();
        }
    }
}

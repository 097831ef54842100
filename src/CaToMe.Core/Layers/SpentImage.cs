using CaToMe.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>Frees images that no layer needs any more, so that the next ones take their place.</summary>
internal static class SpentImage
{
    /// <summary>At full resolution an image has a hundred megabytes.</summary>
    private const long NumbersOfLarge = 16 << 20;

    /// <summary>
    /// Frees an image. What it held goes back to the system where it is much: the C library often has no use for it, as the next image
    /// begins at another fraction of a page, and would take as much again.
    /// </summary>
    internal static void Free(Tensor image)
    {
        var isLarge = image.device_type == DeviceType.CPU && image.numel() >= NumbersOfLarge;
        image.Dispose();
        if (isLarge)
        {
            ProcessMemory.GiveBackFreedPages();
        }
    }
}

using System.Management.Automation.Host;
using CaToMe.Imaging;
using CaToMe.Requests;

namespace CaToMe.Running;

/// <summary>Shows pictures in terminals that can, told by the environment. Elsewhere, and where output is redirected, nothing is written.</summary>
internal static class TerminalPreview
{
    /// <summary>The width of a picture of few pixels, at least.</summary>
    private const int LeastWidth = 256;

    private static TerminalGraphics Graphics =>
        Console.IsOutputRedirected ? TerminalGraphics.None : TerminalPicture.Detect(Environment.GetEnvironmentVariable);

    internal static void Show(PSHost host, RgbImage image)
    {
        if (Graphics is not TerminalGraphics.None and var graphics)
        {
            host.UI.WriteLine(TerminalPicture.Encode(image, graphics));
        }
    }

    /// <summary>Shows a picture of few pixels.</summary>
    internal static void ShowEnlarged(PSHost host, RgbImage image)
    {
        if (Graphics != TerminalGraphics.None)
        {
            Show(host, image.Enlarged(LeastWidth));
        }
    }
}

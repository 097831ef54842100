using System.Management.Automation.Host;
using CaToMe.Imaging;
using CaToMe.Requests;

namespace CaToMe.Running;

/// <summary>Shows pictures in terminals that can, told by the environment. Elsewhere, and where output is redirected, nothing is written.</summary>
internal static class TerminalPreview
{
    internal static void Show(PSHost host, RgbImage image)
    {
        if (!Console.IsOutputRedirected && TerminalPicture.Detect(Environment.GetEnvironmentVariable) is not TerminalGraphics.None and var graphics)
        {
            host.UI.WriteLine(TerminalPicture.Encode(image, graphics));
        }
    }
}

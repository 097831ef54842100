using System.Globalization;
using System.Text.RegularExpressions;
using CaToMe.Sources;
using static System.FormattableString;

namespace CaToMe.ControlNets;

/// <summary>A ControlNet that is asked for, with its picture: <c>canny.safetensors=edges.png:0.8:0-0.6</c>.</summary>
/// <param name="Net">The network's file or folder.</param>
/// <param name="Image">The picture that it follows.</param>
/// <param name="Scale">What is multiplied with what it adds (diffusers' controlnet_conditioning_scale).</param>
/// <param name="From">Where in the run it begins to add, as a share of the U-Net calls (control_guidance_start).</param>
/// <param name="To">Where it ends (control_guidance_end).</param>
internal sealed partial record ControlReference(string Net, string Image, double Scale, double From, double To)
{
    internal const string Accepted = "give a network and its picture, such as canny.safetensors=edges.png or canny=edges.png:0.8:0-0.6 "
        + "(scale from 0 to 10; part of the run); several with commas between them.";

    /// <summary>The setting's name, for messages.</summary>
    internal const string Setting = "Control";

    private const double Largest = 10;

    /// <summary>Reads a list.</summary>
    /// <returns>The references in order; null where the text is none.</returns>
    internal static IReadOnlyList<ControlReference>? ParseList(string? text)
    {
        var parts = (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse).ToList();
        return parts.Contains(null) ? null : [.. parts.OfType<ControlReference>()];
    }

    /// <summary>The list with its paths made anew.</summary>
    /// <param name="text">A list; what is none is given back as it is.</param>
    /// <param name="path">Makes a path.</param>
    internal static string? WithPaths(string? text, Func<string, string> path) => ParseList(text) is { Count: > 0 } list
        ? string.Join(',', list.Select(c => c with { Net = path(c.Net), Image = path(c.Image) }))
        : text;

    /// <summary>What is wrong with the files of a list.</summary>
    internal static IEnumerable<OptionException?> CheckFiles(string? text)
    {
        foreach (var control in ParseList(text) ?? [])
        {
            yield return File.Exists(control.Net) || Directory.Exists(control.Net) ? null
                : new OptionException(Setting, control.Net, "there is no such file or folder: give a ControlNet's.");
            yield return ErrorOf(() => SourceImage.FromFile(control.Image).Opened(Setting));
        }
    }

    /// <summary>As it is written.</summary>
    public override string ToString() => $"{Net}={Image}" + (Scale == 1 && IsWhole ? "" : Invariant($":{Scale}")) + (IsWhole ? "" : Invariant($":{From}-{To}"));

    /// <summary>Whether it adds in a call (diffusers: a call counts with both its ends).</summary>
    internal bool AddsIn(int call, int calls) => (double)call / calls >= From && (double)(call + 1) / calls <= To;

    private bool IsWhole => (From, To) == (0, 1);

    private static ControlReference? Parse(string text)
    {
        var match = Notation().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var (scale, from, to) = (Number("scale", 1), Number("from", 0), Number("to", 1));
        return scale <= Largest && from < to && to <= 1 ? new(match.Groups["net"].Value, match.Groups["image"].Value, scale, from, to) : null;

        double Number(string group, double otherwise) =>
            match.Groups[group] is { Success: true } given ? double.Parse(given.ValueSpan, CultureInfo.InvariantCulture) : otherwise;
    }

    private static OptionException? ErrorOf(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (OptionException e)
        {
            return e;
        }
    }

    [GeneratedRegex(@"^(?<net>[^=]+?)\s*=\s*(?<image>.+?)(:(?<scale>\d+(\.\d+)?))?(:(?<from>\d+(\.\d+)?)-(?<to>\d+(\.\d+)?))?$")]
    private static partial Regex Notation();
}

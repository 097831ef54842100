using System.Globalization;

namespace CaToMe.Adapters;

/// <summary>An adapter that is asked for, and how strongly it applies: <c>name:0.8</c>.</summary>
/// <param name="Name">A name in the folder of adapters, or a file's path.</param>
/// <param name="Weight">What its change is multiplied with.</param>
internal sealed record LoraReference(string Name, double Weight)
{
    internal const string Accepted = "give names with weights, such as style:0.8 or style:0.8,detail:-0.5, or the path of a .safetensors file; "
        + "weights lie between -10 and 10.";

    /// <summary>The largest weight, to either side: more is a slip of the keyboard.</summary>
    private const double Largest = 10;

    /// <summary>Reads a list such as <c>style:0.8,detail</c>; a weight that is left out is 1.</summary>
    /// <returns>The references in order; null where the text is none.</returns>
    internal static IReadOnlyList<LoraReference>? ParseList(string? text)
    {
        var parts = (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse).ToList();
        return parts.Contains(null) ? null : [.. parts.OfType<LoraReference>()];
    }

    /// <summary>Reads one; null where it is none.</summary>
    internal static LoraReference? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var isWeighted = colon > 0 && !text.AsSpan(colon).ContainsAny('\\', '/');
        var (name, weight) = isWeighted ? (text[..colon].Trim(), Number(text[(colon + 1)..])) : (text.Trim(), 1);
        return name.Length > 0 && Math.Abs(weight) <= Largest ? new LoraReference(name, weight) : null;
    }

    /// <summary>Its name and file: a path, or a name in a folder.</summary>
    /// <exception cref="CaToMeException">There is no such file.</exception>
    internal (string Name, string Path) FileIn(NamedFiles folder) =>
        File.Exists(Name) ? (Path.GetFileNameWithoutExtension(Name), Path.GetFullPath(Name)) : (Name, folder.Find(Name));

    /// <summary>As it is written.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}:{Weight}");

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}

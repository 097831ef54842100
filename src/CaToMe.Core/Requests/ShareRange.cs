using System.Globalization;

namespace CaToMe.Requests;

/// <summary>A part of a run, as shares of its U-Net calls, written <c>0.2-0.8</c>.</summary>
/// <param name="From">Where it begins, from 0.</param>
/// <param name="To">Where it ends, to 1; not part of it.</param>
public readonly record struct ShareRange(double From, double To)
{
    /// <summary>What is accepted, as an instruction.</summary>
    internal const string Accepted = "give two shares of the run's calls, from 0 to 1, such as 0.2-0.8.";

    /// <summary>All of a run.</summary>
    public static ShareRange All { get; } = new(0, 1);

    /// <summary>Whether it is a part of a run: not empty, from 0 to 1.</summary>
    internal bool IsValid => From >= 0 && From < To && To <= 1;

    /// <summary>Reads a range.</summary>
    /// <param name="text">Such as <c>0.2-0.8</c>.</param>
    /// <exception cref="OptionException">It is no range from 0 to 1.</exception>
    public static ShareRange Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ends = text.Split('-', StringSplitOptions.TrimEntries);
        return ends.Length == 2 && TryShare(ends[0], out var from) && TryShare(ends[1], out var to) && new ShareRange(from, to) is { IsValid: true } range
            ? range
            : throw new OptionException("GuidanceInterval", text, Accepted);
    }

    /// <summary>The text that <see cref="Parse"/> reads back.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From}-{To}");

    /// <summary>Whether a point of the run lies in it.</summary>
    /// <param name="share">Share of the run's calls before it.</param>
    internal bool Contains(double share) => share >= From && share < To;

    private static bool TryShare(string text, out double share) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out share);
}

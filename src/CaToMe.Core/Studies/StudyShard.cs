using System.Globalization;

namespace CaToMe.Studies;

/// <summary>A part of a study, for one of several processes or machines: every so many pictures one.</summary>
/// <param name="Number">Which part, from 1.</param>
/// <param name="Count">How many there are.</param>
public readonly record struct StudyShard(int Number, int Count)
{
    /// <summary>All of it.</summary>
    public static StudyShard Whole { get; } = new(1, 1);

    /// <summary>The part's name in the names of files; null for all of it.</summary>
    internal string? Name => Count == 1 ? null : $"{Number}-of-{Count}";

    /// <summary>Reads a part, such as <c>3/16</c>.</summary>
    /// <exception cref="OptionException">It is none.</exception>
    public static StudyShard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('/');
        return parts.Length == 2 && Read(parts[0]) is { } number && Read(parts[1]) is { } count && number >= 1 && number <= count
            ? new StudyShard(number, count)
            : throw new OptionException("Shard", text, "give a part and how many there are, such as 3/16, from 1/16 to 16/16.");

        static int? Read(string part) => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
    }

    /// <summary>Whether a picture belongs to it.</summary>
    /// <param name="index">The picture's number in the study, from 0.</param>
    internal bool Has(long index) => index % Count == Number - 1;

    /// <summary>How many of a study's pictures belong to it.</summary>
    /// <param name="all">The study's pictures.</param>
    internal long PicturesOf(long all) => (all / Count) + (all % Count >= Number ? 1 : 0);

    /// <summary>The part in parts of its own, which are parts of the study too.</summary>
    /// <param name="count">How many.</param>
    internal IEnumerable<StudyShard> Divide(int count)
    {
        var (number, of) = (Number, Count);
        return Enumerable.Range(0, count).Select(i => new StudyShard(number + (i * of), of * count));
    }
}

using CaToMe.Tool.Options;

namespace CaToMe.Tool.Output;

/// <summary>What <c>info --json</c> says of a comparison.</summary>
/// <param name="path">Its file.</param>
/// <param name="comparison">What it shows.</param>
internal sealed class GridRecord(string path, string comparison) : JsonRecord
{
    public string Path => System.IO.Path.GetFullPath(path);

    public string Comparison => comparison;

    /// <summary>The lines of the description, as those of a picture's settings.</summary>
    internal IEnumerable<(string Name, string Value)> Rows() =>
        comparison.Split('\n').Select(line => line.Split(": ", 2)).Select(parts => (OptionSpelling.LabelOf(parts[0]), parts[^1]));
}

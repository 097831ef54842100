namespace CaToMe.Tool.Output;

/// <summary>What <c>info --json</c> says of a comparison.</summary>
/// <param name="path">Its file.</param>
/// <param name="comparison">What it shows.</param>
internal sealed class GridRecord(string path, string comparison) : JsonRecord
{
    public string Path => System.IO.Path.GetFullPath(path);

    public string Comparison => comparison;
}

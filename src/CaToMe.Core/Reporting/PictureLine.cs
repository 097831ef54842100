namespace CaToMe.Reporting;

/// <summary>What a report needs of a line of <c>pictures*.jsonl</c>.</summary>
internal sealed record PictureLine
{
    /// <summary>The setting that the others are compared with.</summary>
    internal const string Baseline = "baseline";

    public required string Item { get; init; }

    public required string Setting { get; init; }

    public required string Prompt { get; init; }

    public long Seed { get; init; }

    public string Sampler { get; init; } = "";

    public int Steps { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    public string Merge { get; init; } = "none";

    public string? Recipe { get; init; }

    public string Model { get; init; } = "";

    /// <summary>The file, relative to the results folder.</summary>
    public required string Picture { get; init; }

    /// <summary>Time of the whole picture, in seconds.</summary>
    public double TotalSeconds { get; init; }

    public double MergedShare { get; init; }

    /// <summary>What a picture has in common with those it can be compared with.</summary>
    internal (string Prompt, long Seed, int Width, int Height, string Model) Pair => (Prompt, Seed, Width, Height, Model);
}

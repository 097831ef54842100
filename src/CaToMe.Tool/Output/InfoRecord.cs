using System.Globalization;
using CaToMe.Imaging;

namespace CaToMe.Tool.Output;

/// <summary>What <c>info</c> says of a picture's file.</summary>
internal sealed class InfoRecord(string path, ImageMetadata metadata) : SettingsRecord(metadata.Request)
{
    /// <summary>The seed, null where the file does not give it.</summary>
    public override long? Seed => metadata.States(nameof(GenerationRequest.Seed)) ? base.Seed : null;

    /// <summary>The steps, null where the file does not give them.</summary>
    public override int? Steps => metadata.States(nameof(GenerationRequest.Steps)) ? base.Steps : null;

    public string Path => System.IO.Path.GetFullPath(path);

    public int BatchIndex => metadata.BatchIndex;

    public double? ElapsedSeconds => metadata.Elapsed?.TotalSeconds;

    public double? MergedShare => metadata.MergedShare;

    public string? Model => metadata.ModelName;

    public string? ModelHash => metadata.ModelHash;

    public string? Device => metadata.Device;

    public string? Dtype => metadata.Dtype;

    public string? Prediction => metadata.Prediction;

    public string? TimestepSpacing => metadata.TimestepSpacing;

    public string? Version => metadata.Version;

    /// <summary>Whether every setting is known: false for another program's picture.</summary>
    public bool IsExact => metadata.IsExact;

    /// <summary>The program that the settings were read from; null for CaToMe's own.</summary>
    public string? Writer => metadata.Writer;

    /// <summary>Another program's settings that have no place here.</summary>
    public IReadOnlyDictionary<string, string> Other => metadata.Other;

    /// <summary>Where values begin, so that lines of a prompt stand below each other.</summary>
    internal const int Indent = 26;

    /// <summary>The settings as a person would type them; what does not apply is left out.</summary>
    internal IEnumerable<(string Name, string Value)> Rows()
    {
        (string Name, object? Value)[] rows =
        [
            ("PROMPT", Below(Prompt)),
            ("--negative", Negative.Length == 0 ? null : Below(Negative)),
            ("--seed", (object?)Seed ?? "unknown"),
            ("--steps", Steps),
            ("--guidance", Guidance),
            ("--sampler", Sampler),
            ("--width", Width),
            ("--height", Height),
            ("--clip-skip", ClipSkip == 0 ? null : ClipSkip),
            ("--vae-tiling", metadata.Request.VaeTiling == CaToMe.VaeTiling.Auto ? null : VaeTiling),
            ("--batch", Batch == 1 ? null : FormattableString.Invariant($"{Batch} (this is number {BatchIndex + 1})")),
            ("--merge", Merge.Method),
            ("--ratio", Merge.Ratio),
            ("--threshold", Merge.Threshold),
            ("--checkpoints", Merge.Checkpoints),
            ("--max-downsample", Merge.MaxDownsample),
            ("--stride", Merge.Stride),
            ("--dst", Merge.Dst),
            ("--merge-seed", Merge.MergeSeed),
            ("--merge-cross-attention", Merge.CrossAttention is true ? "yes" : null),
            ("--merge-mlp", Merge.Mlp is true ? "yes" : null),
            ("--reference-compatible", Merge.ReferenceCompatible is true ? "yes" : null),
            ("--device", Device),
            ("--dtype", Dtype),
            ("--prediction", Prediction),
            ("--timestep-spacing", TimestepSpacing),
            ("model", ModelHash is null ? Model : $"{Model} ({ModelHash})"),
            ("time", metadata.Elapsed is { } elapsed ? Numbers.Duration(elapsed) : null),
            ("read from", IsExact ? null : metadata.ContinuesCache ? "a picture that went on with another's pairs: drawn alone it differs" : Writer is null ? null : $"what {Writer} wrote: what it does not say is not shown"),
            ("merged", MergedShare is > 0 and { } merged ? Numbers.Share(merged) : null),
        ];
        return rows
            .Where(r => r.Value is not null)
            .Select(r => (r.Name, Convert.ToString(r.Value, CultureInfo.InvariantCulture)!))
            .Concat(Other.Select(o => (o.Key, Below(o.Value))));
    }

    private static string Below(string text) => text.ReplaceLineEndings("\n" + new string(' ', Indent));
}

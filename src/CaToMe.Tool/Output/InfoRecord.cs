using System.Globalization;
using CaToMe.Imaging;

namespace CaToMe.Tool.Output;

/// <summary>What <c>info</c> says of a picture's file.</summary>
internal sealed class InfoRecord(string path, ImageMetadata metadata) : SettingsRecord(metadata.Request)
{
    /// <summary>Settings that the file does not give, null here and left out in words.</summary>
    public override long? Seed => metadata.Unstated.Contains(nameof(GenerationRequest.Seed)) ? null : base.Seed;

    public override int? Steps => metadata.Unstated.Contains(nameof(GenerationRequest.Steps)) ? null : base.Steps;

    public string Path => System.IO.Path.GetFullPath(path);

    public int BatchIndex => metadata.BatchIndex;

    public double? ElapsedSeconds => metadata.Elapsed?.TotalSeconds;

    public double? MergedShare => metadata.MergedShare;

    public string? Model => metadata.ModelName;

    public string? ModelHash => metadata.ModelHash;

    public string? Device => metadata.Device;

    public string? Dtype => metadata.Dtype;

    public string? Version => metadata.Version;

    /// <summary>Whether every setting is known: false for another program's picture.</summary>
    public bool IsExact => metadata.IsExact;

    /// <summary>Another program's settings that have no place here.</summary>
    public IReadOnlyDictionary<string, string> Other => metadata.Other;

    /// <summary>Where values begin, so that lines of a prompt stand below each other.</summary>
    internal const int Indent = 26;

    /// <summary>The settings as a person would type them; what does not apply is left out.</summary>
    internal IEnumerable<(string Name, string Value)> Rows()
    {
        (string Name, object? Value)[] rows =
        [
            ("PROMPT", Prompt.ReplaceLineEndings("\n" + new string(' ', Indent))),
            ("--negative", Negative.Length == 0 ? null : Negative.ReplaceLineEndings("\n" + new string(' ', Indent))),
            ("--seed", Seed),
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
            ("model", ModelHash is null ? Model : $"{Model} ({ModelHash})"),
            ("time", metadata.Elapsed is { } elapsed ? Numbers.Duration(elapsed) : null),
            ("read from", IsExact ? null : metadata.ContinuesCache ? "a picture that went on with another's pairs: drawn alone it differs" : "the web UI's text: what it does not say is not shown"),
            ("merged", MergedShare is > 0 and { } merged ? Numbers.Share(merged) : null),
        ];
        return rows
            .Where(r => r.Value is not null)
            .Select(r => (r.Name, Convert.ToString(r.Value, CultureInfo.InvariantCulture)!))
            .Concat(Other.Select(o => (o.Key, o.Value)));
    }
}

using System.Globalization;
using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Settings;

namespace CaToMe.Tool.Output;

/// <summary>What <c>info</c> says of a picture's file.</summary>
internal sealed class InfoRecord(string path, ImageMetadata metadata) : DrawnRecord(path, metadata)
{
    public string? Version => Metadata.Version;

    /// <summary>Whether every setting is known: false for another program's picture.</summary>
    public bool IsExact => Metadata.IsExact;

    /// <summary>The program that the settings were read from; null for CaToMe's own.</summary>
    public string? Writer => Metadata.Writer;

    /// <summary>Another program's settings that have no place here.</summary>
    public IReadOnlyDictionary<string, string> Other => Metadata.Other;

    /// <summary>The settings under the names of their options, without the dashes; what does not apply is left out.</summary>
    internal IEnumerable<(string Name, string Value)> Rows()
    {
        var request = Metadata.Request;
        (string Name, object? Value)[] rows =
        [
            ("prompt", request.Prompt),
            .. Metadata.States(RequestSettings.Seed.Name) ? [] : new (string, object?)[] { ("seed", "unknown") },
            .. RequestSettings.All.Where(s => Metadata.States(s.Name)).SelectMany(s => Row(s, request)),
            .. MergeSettings.All.Where(s => s.WithoutEffect(request.Merge) is null).SelectMany(s => Row(s, request.Merge)),
            ("device", Device),
            ("dtype", Dtype),
            ("threads", Threads),
            ("prediction", Prediction),
            ("timestep-spacing", TimestepSpacing),
            ("model", ModelHash is null ? Model : $"{Model} ({ModelHash})"),
            ("time", Metadata.Elapsed is { } elapsed ? Numbers.Duration(elapsed) : null),
            ("read from", Writer is null ? null : $"{Writer} (not all settings are known)"),
            ("note", Metadata.ContinuesCache ? "reused another picture's pairs; alone it differs" : null),
            ("merged", MergedShare is > 0 and { } merged ? Numbers.Share(merged) : null),
        ];
        return rows
            .Where(r => r.Value is not null)
            .Select(r => (r.Name, Convert.ToString(r.Value, CultureInfo.InvariantCulture)!))
            .Concat(Other.Select(o => (o.Key, o.Value)));
    }

    /// <summary>A setting that asks for something.</summary>
    private IEnumerable<(string Name, object? Value)> Row<T>(Setting<T> setting, T owner) => setting.Option is null || setting.IsOff(owner) ? [] :
    [
        (setting.Option.TrimStart('-'), setting.InForce(owner)! switch
        {
            true => "yes",
            string text => text,
            var number when ReferenceEquals(setting, RequestSettings.Batch) => FormattableString.Invariant($"{number} (this is number {BatchIndex + 1})"),
            var value => SettingKind.Write(value),
        }),
    ];
}

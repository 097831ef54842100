using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Sampling;

namespace CaToMe.Imaging.Reading;

/// <summary>Another program's settings: what is understood is taken out, and what stays becomes <see cref="ImageMetadata.Other"/>.</summary>
/// <param name="values">Values by the program's own names.</param>
internal sealed partial class SettingValues(Dictionary<string, string> values)
{
    /// <summary>A seed that says: drawn at random, and not known.</summary>
    private const long UnknownSeed = -1;

    /// <summary>Takes <c>negative_prompt</c>, <c>Negative Prompt</c> and <c>negativeprompt</c> for one name.</summary>
    internal static IEqualityComparer<string> SameName { get; } = new NameComparer();

    /// <summary>A value; setting null removes it.</summary>
    internal string? this[string name]
    {
        get => values.GetValueOrDefault(name);
        set
        {
            if (value is null)
            {
                values.Remove(name);
            }
            else
            {
                values[name] = value;
            }
        }
    }

    /// <summary>Whether there is a value of one of the names.</summary>
    internal bool Has(params IEnumerable<string> names) => names.Any(values.ContainsKey);

    /// <summary>Takes the first value that there is; one that cannot be read stays.</summary>
    internal T? Take<T>(Func<string, T?> parse, params IEnumerable<string> names)
    {
        var name = names.FirstOrDefault(values.ContainsKey);
        var value = name is null ? default : parse(values[name]);
        if (value is not null)
        {
            values.Remove(name!);
        }

        return value;
    }

    /// <summary>Takes a text.</summary>
    internal string? Take(params IEnumerable<string> names) => Take<string>(text => text, names);

    /// <summary>Makes the settings into ours.</summary>
    /// <param name="names">The program's names.</param>
    /// <param name="prompt">The prompt; null where it is among the values.</param>
    /// <param name="negative">The negative prompt; null where it is among the values.</param>
    /// <param name="merge">How tokens were merged; null where they were not.</param>
    internal ImageMetadata ToMetadata(SettingNames names, string? prompt = null, string? negative = null, MergeOptions? merge = null)
    {
        var request = new GenerationRequest
        {
            Prompt = prompt ?? Take(names.Prompt) ?? "",
            NegativePrompt = negative ?? Take(names.Negative) ?? "",
            Merge = merge ?? MergeOptions.None,
        };
        var seed = Take(ParseWhole, names.Seed) is { } known and not UnknownSeed ? known : (long?)null;
        var steps = Take(ParseCount, names.Steps);
        var size = Take(ParseSize, names.Size);
        var (sampler, unknownSampler) = TakeSampler(names);
        return new ImageMetadata
        {
            Request = TakeOthers(names, request) with
            {
                Steps = steps ?? request.Steps,
                Sampler = sampler,
                GuidanceScale = Take(ParseNumber, names.Guidance),
                Seed = seed ?? request.Seed,
                Width = size?.Width ?? Take(ParseCount, names.Width),
                Height = size?.Height ?? Take(ParseCount, names.Height),
            },
            Writer = names.Writer,
            ModelName = Take(names.Model),
            ModelHash = Take(names.ModelHash),
            Version = Take(names.Version),
            UnknownSampler = unknownSampler,
            Unstated = [.. new[] { seed is null ? nameof(request.Seed) : null, steps is null ? nameof(request.Steps) : null }.OfType<string>()],
            Other = values,
        };
    }

    internal static double? ParseNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    /// <summary>The sampler by our name, or by the program's where it is none of ours: then it stays among the values.</summary>
    private (string? Ours, string? Theirs) TakeSampler(SettingNames names)
    {
        if (names.Sampler.FirstOrDefault(values.ContainsKey) is not { } samplerName)
        {
            return (null, null);
        }

        var spacingName = names.Spacing.FirstOrDefault(values.ContainsKey);
        var (sampler, spacing) = (values[samplerName], spacingName is null ? null : values[spacingName]);
        var (found, saysSpacing) = SamplerNames.Find(sampler, spacing);
        if (found is null)
        {
            return (null, sampler);
        }

        values.Remove(samplerName);
        if (saysSpacing && spacingName is not null)
        {
            values.Remove(spacingName);
        }

        return (found, null);
    }

    /// <summary>Takes the settings that are read alike from every program.</summary>
    private GenerationRequest TakeOthers(SettingNames names, GenerationRequest request)
    {
        var read = WebUiText.Others.Aggregate(
            request,
            (r, setting) =>
                Take(setting.FromWebUi, names.Others.GetValueOrDefault(setting.WebUi!, [setting.WebUi!])) is { } value ? setting.With(r, value) : r);

        // The web UI has one name for both strengths.
        return read.Hires == 1 ? read : read with { HiresStrength = read.Strength, Strength = request.Strength };
    }

    /// <summary>A whole number; 20.0 is one.</summary>
    private static long? ParseWhole(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && decimal.IsInteger(value) && value is >= long.MinValue and <= long.MaxValue
            ? (long)value
            : null;

    private static int? ParseCount(string text) => ParseWhole(text) is >= 0 and <= int.MaxValue and var count ? (int)count : null;

    private static (int Width, int Height)? ParseSize(string text) =>
        SizeForm().Match(text) is { Success: true } match && ParseCount(match.Groups[1].Value) is { } width && ParseCount(match.Groups[2].Value) is { } height
            ? (width, height)
            : null;

    /// <summary><c>512x768</c>, <c>512 × 768</c>, <c>(512, 768)</c>.</summary>
    [GeneratedRegex(@"^[\(\[]?\s*([0-9]+)\s*[xX×*,]\s*([0-9]+)\s*[\)\]]?$")]
    private static partial Regex SizeForm();

    private sealed class NameComparer : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => string.Equals(Plain(x), Plain(y), StringComparison.Ordinal);

        public int GetHashCode([DisallowNull] string obj) => Plain(obj).GetHashCode(StringComparison.Ordinal);

        private static string Plain(string? name) => string.Concat((name ?? "").Where(c => c is not (' ' or '_' or '-'))).ToLowerInvariant();
    }
}

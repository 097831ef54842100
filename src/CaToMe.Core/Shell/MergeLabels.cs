using System.Globalization;
using CaToMe.Measuring;
using CaToMe.Merging;

namespace CaToMe.Shell;

/// <summary>What merge options are called in tables and figures.</summary>
internal static class MergeLabels
{
    /// <summary>The method and its number, where settings differ in nothing else: <c>ToMe r = 50 %</c>, <c>CA-ToMe t = 0.7</c>.</summary>
    /// <param name="options">The options, with what the model recommends filled in.</param>
    internal static MergeSetting InWords(MergeOptions options) => new(
        options.Method switch
        {
            MergeMethod.None => MergeSetting.Baseline,
            MergeMethod.ToMe => string.Create(CultureInfo.InvariantCulture, $"ToMe r = {100 * options.Ratio:0.##} %"),
            _ => string.Create(CultureInfo.InvariantCulture, $"CA-ToMe t = {options.EffectiveThreshold:0.####}"),
        },
        options);

    /// <summary>Everything that differs from the defaults, to be typed again: <c>catome:0.9@every-5</c>.</summary>
    /// <param name="options">The options.</param>
    internal static MergeSetting InNotation(MergeOptions options) =>
        new(options.Method == MergeMethod.None ? MergeSetting.Baseline : options.ToString(), options);

    /// <summary>What <see cref="InNotation"/> called so.</summary>
    /// <param name="label">The name.</param>
    /// <exception cref="OptionException">It is no such name.</exception>
    internal static MergeSetting FromNotation(string label) => new(label, label == MergeSetting.Baseline ? MergeOptions.None : MergeOptions.Parse(label));
}

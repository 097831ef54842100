using System.Globalization;

namespace CaToMe.Tool.Output;

/// <summary>Numbers as people read them, the same in every culture.</summary>
internal static class Numbers
{
    internal static string Share(double share) => Format($"{100 * share:0} %");

    /// <summary>A small share.</summary>
    internal static string Percent(double share) => Format($"{100 * share:0.0} %");

    internal static string Duration(TimeSpan time) => time.TotalSeconds < 9.95 ? Format($"{time.TotalSeconds:0.0} s")
        : time.TotalSeconds < 119.5 ? Format($"{time.TotalSeconds:0} s")
        : time.TotalHours < 1 ? Format($"{(int)time.TotalMinutes} min {time.Seconds} s")
        : Format($"{(int)time.TotalHours} h {time.Minutes} min");

    internal static string Seconds(TimeSpan time) => Seconds(time.TotalSeconds);

    internal static string Seconds(double seconds) => Format($"{seconds:0.00} s");

    internal static string Factor(double factor) => Format($"{factor:0.00} x");

    internal static string Decibels(double value) => double.IsInfinity(value) ? "equal" : Format($"{value:0.0} dB");

    internal static string Similarity(double value) => Format($"{value:0.000}");

    /// <summary>A number of things: 1234, and 859.5 M where digits would not help.</summary>
    internal static string Count(long number) => number switch
    {
        >= 1_000_000_000 => Format($"{number / 1e9:0.00} G"),
        >= 1_000_000 => Format($"{number / 1e6:0.0} M"),
        >= 100_000 => Format($"{number / 1e3:0} k"),
        _ => Format($"{number}"),
    };

    internal static string Bytes(long number) => number switch
    {
        >= 1_000_000_000 => Format($"{number / 1e9:0.00} GB"),
        >= 1_000_000 => Format($"{number / 1e6:0.0} MB"),
        _ => Format($"{number / 1e3:0.0} kB"),
    };

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

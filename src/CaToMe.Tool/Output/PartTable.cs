using System.Globalization;
using CaToMe.Measuring;
using Spectre.Console;

namespace CaToMe.Tool.Output;

/// <summary>Times of the parts of a U-Net call, a row per way of computing one; the way that this machine takes is marked.</summary>
internal static class PartTable
{
    internal static Table Of(IReadOnlyList<PartTiming> timings)
    {
        var table = Tables.Of(
            Tables.Words("part"), Tables.Words("type"), Tables.Words("route"), Tables.Numbers("time"), Tables.Numbers("GFLOP/s"), Tables.Words("taken"));
        foreach (var part in timings.GroupBy(t => (t.Part, t.Dtype)))
        {
            foreach (var (i, timing) in part.Index())
            {
                table.Add(
                    i == 0 ? timing.Part : "", i == 0 ? timing.Dtype : "", timing.Route, Milliseconds(timing.Seconds),
                    timing.GigaflopsPerSecond.ToString("0", CultureInfo.CurrentCulture), timing.IsChosen ? "yes" : "");
            }
        }

        return table;
    }

    private static string Milliseconds(double seconds) => (1000 * seconds).ToString("0.00", CultureInfo.CurrentCulture) + " ms";
}

using CaToMe.Measuring;
using Spectre.Console;

namespace CaToMe.Tool.Output;

/// <summary>Times of U-Net calls, a block of rows per network.</summary>
internal static class BenchmarkTable
{
    internal static Table Of(IReadOnlyList<UNetTiming> timings, Func<BenchmarkSubject, string> nameOf)
    {
        var table = Tables.Of(
            Tables.Words("network"), Tables.Words("type"), Tables.Words("merging"), Tables.Numbers("call"),
            Tables.Numbers("of the plain one"), Tables.Numbers("merged"), Tables.Numbers("applying"));
        foreach (var subject in timings.GroupBy(t => t.Subject))
        {
            foreach (var (i, timing) in subject.Index())
            {
                table.Add(
                    i == 0 ? nameOf(subject.Key) : "",
                    timing.Setting == "none" ? timing.Dtype : "",
                    timing.Setting,
                    Numbers.Seconds(timing.Seconds),
                    Against(timing, subject.First(t => t.Setting == "none" && t.Dtype == timing.Dtype)),
                    timing.MergedShare > 0 ? Numbers.Share(timing.MergedShare) : "",
                    timing.ApplicationShare is { } share ? Numbers.Percent(share) : "");
            }

            table.AddEmptyRow();
        }

        return table;
    }

    private static string Against(UNetTiming timing, UNetTiming other) => Numbers.Factor(timing.Seconds / other.Seconds);
}

using System.Globalization;
using CaToMe.Tool.Output;

namespace CaToMe.Documents.Scale;

/// <summary>What the runner alone takes, beside what it may take.</summary>
internal static class ScaleTable
{
    internal static string Of(ScaleMeasurement measured)
    {
        var pictures = Whole(measured.Pictures);
        return TextTable.Markdown(
            ["what", " measured", " at most"],
            [
                [$"the runner, a picture ({pictures} of them)", Round(measured.MillisecondsEach, 2, "ms"), "5 ms"],
                [$"memory in use after {Whole(measured.Pictures / 10)} pictures", Numbers.Bytes(measured.EarlyBytes), ""],
                [$"memory in use after {pictures}", Numbers.Bytes(measured.LateBytes), ""],
                ["growth of memory, a picture", Round(measured.BytesEach, 0, "bytes"), "64 bytes"],
                [$"a run that finds {pictures} pictures there", Numbers.Seconds(measured.ResumeSeconds), ""],
                [$"reading {pictures} lines", Numbers.Seconds(measured.GatherSeconds), "10 s"],
                [$"reading {Whole(10 * measured.Pictures)} lines of ten files", Numbers.Seconds(measured.GatherManySeconds), ""],
                ["a line", Round(measured.LineBytes, 0, "bytes"), ""],
                ["files in the fullest of the 256 folders", Whole(measured.MostFiles), ""],
            ]);
    }

    private static string Whole(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Round(double number, int digits, string unit) => $"{number.ToString("F" + digits, CultureInfo.InvariantCulture)} {unit}";
}

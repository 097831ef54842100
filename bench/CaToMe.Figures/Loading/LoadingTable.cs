using CaToMe.Tool.Output;

namespace CaToMe.Documents.Loading;

/// <summary>The table of what loading a checkpoint and its first picture take.</summary>
internal static class LoadingTable
{
    private static readonly (int Pixels, int Steps)[] Pictures = [(128, 4), (512, 4)];

    /// <summary>Measures in both types.</summary>
    /// <param name="checkpoint">A single file.</param>
    internal static string Of(string checkpoint) => TextTable.Markdown(
        ["type", " loading", " memory then", "first picture", " its time", " memory at the peak"],
        from dtype in new[] { "float32", "bfloat16" }
        from picture in Pictures
        let measured = FirstPicture.Measure(checkpoint, dtype, picture.Pixels, picture.Steps)
        select new[]
        {
            dtype, Numbers.Seconds(measured.LoadSeconds), PartTables.Memory(measured.LoadedBytes),
            $"{picture.Pixels} x {picture.Pixels}, {picture.Steps} step{(picture.Steps == 1 ? "" : "s")}",
            Numbers.Seconds(measured.DrawSeconds), PartTables.Memory(measured.PeakBytes),
        });
}

using System.Text.Json.Nodes;
using CaToMe.Imaging;

namespace CaToMe.Tool.Tests.Studies;

/// <summary>What two results folders have in common if they are of one study: all but times, and which process wrote a line.</summary>
internal static class StudyContents
{
    /// <summary>Every line once without its times, and the pictures without what they tell of time.</summary>
    internal static List<string> Of(string folder) =>
    [
        .. Directory.GetFiles(folder, "*.jsonl").SelectMany(file => File.ReadLines(file).Select(line =>
        {
            var row = JsonNode.Parse(line)!.AsObject();
            foreach (var key in row.Select(p => p.Key).Where(k => k.EndsWith("Seconds", StringComparison.Ordinal) || k == "finished").ToList())
            {
                row.Remove(key);
            }

            return $"{Path.GetFileName(file).Split('.')[0]} {row.ToJsonString()}";
        })).Distinct().Order(StringComparer.Ordinal),
        .. Directory.GetFiles(folder, "*.png", SearchOption.AllDirectories)
            .Select(f => $"{Path.GetRelativePath(folder, f)} {Convert.ToHexString(PngFile.Load(f).Pixels)}").Order(StringComparer.Ordinal),
    ];
}

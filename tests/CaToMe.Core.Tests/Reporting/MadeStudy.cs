using System.Text.Json;
using CaToMe.Imaging;
using CaToMe.Tests.Imaging;

namespace CaToMe.Tests.Reporting;

/// <summary>A results folder in the form that a study writes, of made-up pictures: noise of a setting's own strength.</summary>
internal static class MadeStudy
{
    /// <summary>A prompt that would be markup if it were not encoded.</summary>
    internal const string Hostile = "<script>console.error('x')</script> \"a\" & 'b'";

    private static readonly (string Name, string Merge, int Steps, double Seconds, int Noise)[] Settings =
    [
        ("baseline", "none", 25, 4, 0), ("fewer steps", "none", 15, 2.5, 30), ("ToMe 25 %", "tome:0.25", 25, 3.4, 25), ("ToMe 50 %", "tome:0.5", 25, 3, 40),
        ("t = 0.8", "catome:0.8@paper-3", 25, 2.8, 35), ("t = 0.9", "catome:0.9@paper-3", 25, 3.1, 22), ("paper-1", "catome:0.8@paper-1", 25, 2.7, 37),
        ("same", "none", 25, 4, 0),
    ];

    internal static void Write(TemporaryFolder folder, bool calls = true, params string[] prompts)
    {
        var (pictures, lines) = (new List<object>(), new List<object>());
        foreach (var (index, (setting, prompt, seed)) in (
            from s in Settings from p in prompts from seed in new[] { 1, 2 } select (s, p, seed)).Index())
        {
            var item = $"{index:x16}";
            var path = $"pictures/{item[..2]}/{item}.png";
            Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
            PngFile.Save(folder[path], TestImages.Noisy(96, 96, setting.Noise + seed));
            pictures.Add(new
            {
                item, setting = setting.Name, prompt, seed, sampler = "dpm++2m", steps = setting.Steps, width = 96, height = 96, merge = setting.Merge,
                model = "models/emoji", picture = path, totalSeconds = setting.Seconds + (0.1 * seed), mergedShare = setting.Noise / 100.0,
            });
            foreach (var (call, block) in setting.Merge.StartsWith("catome", StringComparison.Ordinal) && calls
                ? from call in Enumerable.Range(0, 10) from b in new[] { 0, 1 } select (call, b) : [])
            {
                lines.Add(new
                {
                    item, setting = setting.Name, block = $"down_blocks.{block}.attentions.0.transformer_blocks.0", call, computed = call % 3 == 0,
                    tokens = 1024 >> (2 * block), jaccardDistance = call % 3 == 0 && call > 0 ? 0.1 + (0.02 * call) + (0.01 * seed) : (double?)null,
                    mergedHistogram = call % 3 == 0 ? Enumerable.Range(0, 100).Select(b => b >= 90 ? 40 : 0) : null,
                    unmergedHistogram = call % 3 == 0 ? Enumerable.Range(0, 100).Select(b => b is >= 70 and < 90 ? 10 + call : 0) : null,
                });
            }
        }

        File.WriteAllLines(folder["pictures.jsonl"], pictures.Select(p => JsonSerializer.Serialize(p)));
        File.WriteAllLines(folder["calls.jsonl"], lines.Select(c => JsonSerializer.Serialize(c)));
    }
}

using CaToMe.Imaging;
using CaToMe.Studies;
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
        var study = new StudyFolder(folder.Path);
        foreach (var (index, (setting, prompt, seed)) in (
            from s in Settings from p in prompts from seed in new[] { 1, 2 } select (s, p, seed)).Index())
        {
            var item = $"{index:x16}";
            var row = new StudyRow
            {
                Item = item, Setting = setting.Name, Prompt = prompt, Seed = seed, Sampler = "dpm++2m", Steps = setting.Steps, GuidanceScale = 5,
                Width = 96, Height = 96, Merge = setting.Merge, Dtype = "float32", Device = "cpu", Model = "models/emoji", ModelHash = "0123456789",
                Picture = $"pictures/{item[..2]}/{item}.png", TotalSeconds = setting.Seconds + (0.1 * seed), MergedShare = setting.Noise / 100.0,
                Finished = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            };
            PngFile.Save(folder[row.Picture], TestImages.Noisy(96, 96, setting.Noise + seed));
            study.Append(row, setting.Merge.StartsWith("catome", StringComparison.Ordinal) && calls ? [.. Calls(row)] : []);
        }
    }

    private static IEnumerable<StudyCallRow> Calls(StudyRow row) =>
        from call in Enumerable.Range(0, 10)
        from block in new[] { 0, 1 }
        let computed = call % 3 == 0
        select new StudyCallRow
        {
            Item = row.Item, Setting = row.Setting, Prompt = row.Prompt, Seed = row.Seed,
            Block = $"down_blocks.{block}.attentions.0.transformer_blocks.0", Call = call, Computed = computed,
            Tokens = 1024 >> (2 * block), Merged = 400, JaccardDistance = computed && call > 0 ? 0.1 + (0.02 * call) + (0.01 * row.Seed) : null,
            MergedHistogram = computed ? [.. Enumerable.Range(0, 100).Select(bin => bin >= 90 ? 40 : 0)] : null,
            UnmergedHistogram = computed ? [.. Enumerable.Range(0, 100).Select(bin => bin is >= 70 and < 90 ? 10 + call : 0)] : null,
        };
}

using System.Text.Json.Nodes;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Studies;
using CaToMe.Tests.Measuring;

namespace CaToMe.Tests.Studies;

public sealed class StudyRunnerTests : IDisposable
{
    private const string Text = """
        prompts: [a, b, c]
        seeds: [1, 2]
        common: { steps: 4, size: 64x64 }
        calls: true
        settings: [{ name: baseline }, { name: merged, merge: catome:0.9 }]
        """;

    private readonly string root = Directory.CreateTempSubdirectory("catome-study-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Every_prompt_is_drawn_with_every_seed_under_every_setting()
    {
        var told = new List<StudyProgress>();
        var result = Run(Study(), "all", progress: told.Add);
        Assert.Equal((12, 0, 12), (result.Pictures, result.Known, result.Drawn));
        var rows = new StudyFolder(Folder("all")).Rows().ToList();
        Assert.Equal(12, rows.Select(r => (r.Prompt, r.Seed, r.Setting)).Distinct().Count());
        Assert.All(rows, row => Assert.True(File.Exists(Path.Combine(Folder("all"), row.Picture))));
        Assert.Contains(rows, row => row is { Setting: "merged", Merge: "catome:0.9@paper-3" });
        Assert.Contains(new StudyFolder(Folder("all")).Calls(), call => call.JaccardDistance > 0 && call.MergedHistogram!.Sum() > 0);
        Assert.Equal(13, told.Count);
        Assert.True(told[5].TimeLeft > TimeSpan.Zero);
    }

    [Fact]
    public void A_run_that_was_stopped_anywhere_goes_on_and_ends_as_one_that_was_not()
    {
        Run(Study(), "whole");
        foreach (var after in new[] { 3, 2, 4, 0, 5 })
        {
            var model = new StoppingModel(after);
            Assert.Throws<OperationCanceledException>(() => { Run(Study(), "stopped", model); });
        }

        Run(Study(), "stopped");
        Assert.Equal(Contents("whole"), Contents("stopped"));
        var again = Run(Study(), "stopped");
        Assert.Equal((12, 12, 0), (again.Pictures, again.Known, again.Drawn));
    }

    [Fact]
    public void Parts_together_are_the_whole()
    {
        Run(Study(), "whole");
        var drawn = Enumerable.Range(1, 5).Select(n => Run(Study(), "parts", shard: new StudyShard(n, 5))).ToList();
        Assert.Equal([3, 3, 2, 2, 2], drawn.Select(d => d.Pictures));
        Assert.Equal(Contents("whole"), Contents("parts"));
        Assert.Equal(5, Directory.GetFiles(Folder("parts"), "pictures.*-of-5.jsonl").Length);
    }

    [Fact]
    public void A_changed_study_keeps_what_still_applies()
    {
        Run(Study(), "changed");
        var changed = Run(Study(Text.Replace("catome:0.9", "catome:0.8", StringComparison.Ordinal)), "changed");
        Assert.Equal((6, 6), (changed.Known, changed.Drawn));
        var status = StudyStatus.Of(Folder("changed"), Study(Text.Replace("name: merged", "name: other", StringComparison.Ordinal)));
        Assert.Equal([("baseline", 6L, 6L), ("other", 6L, 6L), ("merged", 6L, null)], status.Settings.Select(s => (s.Name, s.Done, s.Pictures)));
    }

    [Fact]
    public void Pictures_of_earlier_values_prompts_and_seeds_are_not_those_of_the_study()
    {
        Run(Study(), "earlier");
        var respelt = Text.Replace("catome:0.9", "catome:0.90@paper-3", StringComparison.Ordinal);
        Assert.Equal([6, 6], StudyStatus.Of(Folder("earlier"), Study(Text)).Settings.Select(s => s.Done));
        Assert.Equal([6, 0, 6], StudyStatus.Of(Folder("earlier"), Study(Text.Replace("0.9", "0.8", StringComparison.Ordinal))).Settings.Select(s => s.Done));
        var fewer = StudyStatus.Of(Folder("earlier"), Study(Text.Replace("[a, b, c]", "[a, d]", StringComparison.Ordinal)));
        Assert.Equal([("baseline", 2L, 4L), ("merged", 2L, 4L), ("baseline", 4L, null), ("merged", 4L, null)],
            fewer.Settings.Select(s => (s.Name, s.Done, s.Pictures)));
        Assert.Equal([6, 6, 0], StudyStatus.Of(Folder("earlier")).Settings.Select(s => s.Done).Append(0));
        Assert.NotEqual(Study(Text).Settings[1].Asked, Study(respelt).Settings[1].Asked); // the list was left to the model there
        Assert.Equal(Study(Text).Settings[0].Asked, Study(Text.Replace("64x64", "64", StringComparison.Ordinal)).Settings[0].Asked);
    }

    [Fact]
    public void Each_row_is_told_of_when_it_is_written()
    {
        var told = new List<StudyRow>();
        StudyRunner.Run(Study(), Folder("told"), _ => new FreeModel(), StudyShard.Whole, null, CancellationToken.None, told.Add);
        Assert.Equal(new StudyFolder(Folder("told")).Rows(), told);
    }

    [Fact]
    public void A_folder_that_is_not_there_has_no_status() =>
        Assert.Contains("is not there", Assert.Throws<CaToMeException>(() => StudyStatus.Of(Folder("nowhere"), Study())).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("3/16", 3, 16)]
    [InlineData("1/1", 1, 1)]
    public void A_part_is_read(string text, int number, int count) => Assert.Equal(new StudyShard(number, count), StudyShard.Parse(text));

    [Theory]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("4")]
    [InlineData("a/b")]
    public void No_part_is_refused(string text) => Assert.Throws<OptionException>(() => StudyShard.Parse(text));

    private string Folder(string name) => Path.Combine(root, name);

    private StudyFile Study(string text = Text)
    {
        var path = Path.Combine(root, "study.yaml");
        File.WriteAllText(path, text);
        return StudyFile.Read(path);
    }

    private StudyProgress Run(
        StudyFile study, string folder, IStudyModel? model = null, StudyShard? shard = null, Action<StudyProgress>? progress = null) => StudyRunner.Run(
            study, Folder(folder), _ => model ?? new FreeModel(), shard ?? StudyShard.Whole, progress is null ? null : new Told(progress),
            CancellationToken.None);

    /// <summary>Lines without times, in order, and pictures.</summary>
    private List<string> Contents(string name)
    {
        var folder = Folder(name);
        var lines = Directory.GetFiles(folder, "*.jsonl").SelectMany(File.ReadLines).Select(line =>
        {
            var row = JsonNode.Parse(line)!.AsObject();
            foreach (var key in row.Select(p => p.Key).Where(k => k.EndsWith("Seconds", StringComparison.Ordinal) || k == "finished").ToList())
            {
                row.Remove(key);
            }

            return row.ToJsonString();
        });
        var pictures = Directory.GetFiles(Path.Combine(folder, "pictures"), "*.png", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f));
        return [.. lines.Order(StringComparer.Ordinal), .. pictures.Order(StringComparer.Ordinal)];
    }

    private sealed class Told(Action<StudyProgress> tell) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) => tell(value);
    }

    /// <summary>Draws for nothing.</summary>
    private class FreeModel : IStudyModel
    {
        private readonly FakeModel model = new();

        public ModelInfo Info => FakeModel.Model;

        public virtual GenerationResult Generate(GenerationRequest request, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken) =>
            model.Generate(request, progress, cancellationToken);

        public void Dispose()
        {
        }
    }

    /// <summary>Is stopped within a picture.</summary>
    private sealed class StoppingModel(int after) : FreeModel
    {
        private int drawn;

        public override GenerationResult Generate(GenerationRequest request, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken) =>
            drawn++ == after ? throw new OperationCanceledException() : base.Generate(request, progress, cancellationToken);
    }
}

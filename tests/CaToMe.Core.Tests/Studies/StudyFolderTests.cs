using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.Studies;

namespace CaToMe.Tests.Studies;

public sealed class StudyFolderTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("catome-study-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Parts_are_read_together_and_an_item_once()
    {
        var folder = new StudyFolder(root);
        folder.Append(Row(1), [Call(1)], "1-of-2");
        folder.Append(Row(2), [], "2-of-2");
        folder.Append(Row(1), [Call(1)], "2-of-2");

        Assert.Equal([Row(1), Row(2)], folder.Rows());
        Assert.Equal([1ul, 2ul], folder.Done().Order());
        Assert.Equal([Call(1)], folder.Calls());
    }

    [Fact]
    public void A_torn_line_is_ignored_and_cut_by_the_next_row()
    {
        var folder = new StudyFolder(root);
        folder.Append(Row(1), []);
        File.AppendAllText(Path.Combine(root, "pictures.jsonl"), "{\"item\":\"00000000");
        Assert.Equal([Row(1)], folder.Rows());

        folder.Append(Row(2), []);
        Assert.Equal([Row(1), Row(2)], folder.Rows());
    }

    [Fact]
    public void A_row_without_its_line_end_is_not_done()
    {
        var folder = new StudyFolder(root);
        folder.Append(Row(1), []);
        var file = Path.Combine(root, "pictures.jsonl");
        File.WriteAllText(file, File.ReadAllText(file).TrimEnd('\n'));
        Assert.Empty(folder.Done());
    }

    [Fact]
    public void Calls_of_an_item_without_a_row_are_not_read()
    {
        var folder = new StudyFolder(root);
        folder.Append(Row(1), [Call(2)]);
        Assert.Empty(folder.Calls());
    }

    [Fact]
    public void Calls_that_a_stopped_run_began_are_read_once_wherever_the_whole_ones_lie()
    {
        var folder = new StudyFolder(root);
        folder.AppendCalls([Call(1, 0)]); // stopped, and gone on with right after
        folder.Append(Row(1), [Call(1, 0), Call(1, 1), Call(1, 2)]);
        folder.AppendCalls([Call(2, 0), Call(2, 1)]); // stopped, and drawn by another part
        folder.Append(Row(3), [Call(3, 0)]);
        folder.Append(Row(2), [Call(2, 0), Call(2, 1), Call(2, 2)], "1-of-2");
        folder.AppendCalls([Call(3, 0)], "1-of-2"); // drawn twice
        Assert.Equal([(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2), (3, 0)], folder.Calls().Select(c => ((int)c.Seed, c.Call)).Order());
    }

    [Fact]
    public void Lines_are_read_as_they_are_asked_for()
    {
        const int Lines = 20_000;
        var path = Path.Combine(root, "calls.jsonl");
        JsonLines.Append(path, Enumerable.Range(0, Lines).Select(line => Call(line) with { Prompt = new string('x', 200) }));
        var (count, before, most) = (0, GC.GetTotalMemory(forceFullCollection: true), 0L);
        foreach (var row in JsonLines.Read<StudyCallRow>(path))
        {
            Assert.Equal(count, row.Seed);
            most = count++ % 5000 == 0 ? Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before) : most;
        }

        Assert.Equal(Lines, count);
        Assert.InRange(most, long.MinValue, 1 << 20); // the file has 8 MB
    }

    [Fact]
    public void A_line_may_be_longer_than_what_is_read_at_once()
    {
        var path = Path.Combine(root, "calls.jsonl");
        var prompts = new[] { 10, 100_000, 3, 200_000, 5 }.Select(length => new string('p', length)).ToList();
        JsonLines.Append(path, prompts.Select((prompt, i) => Call(i) with { Prompt = prompt }));
        File.AppendAllText(path, "{\"item\":\"torn");
        Assert.Equal(prompts, JsonLines.Read<StudyCallRow>(path).Select(c => c.Prompt));
    }

    [Fact]
    public void A_row_whose_item_is_none_is_refused()
    {
        new StudyFolder(root).Append(Row(1) with { Item = "none" }, []);
        Assert.Contains("none is no item", Assert.Throws<CaToMeException>(() => new StudyFolder(root).Done()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_tells_its_request_again()
    {
        var asked = new GenerationRequest
        {
            Prompt = "a \"cat\", or: two", NegativePrompt = "dogs, mice", Seed = 7, Steps = 12, Sampler = "ddim", GuidanceScale = 3, Width = 64, Height = 96,
            GuidanceCalls = CallSchedule("every-2"), ClipSkip = 1, Merge = MergeOptions.Parse("catome:0.9@every-5"),
        };
        var metadata = new ImageMetadata
        {
            Request = asked, ModelName = "m", ModelHash = "0123456789", Device = "cpu", Dtype = "float32", Elapsed = TimeSpan.FromSeconds(2), MergedShare = 0.5,
            IsExact = true,
        };
        var setting = new StudySetting("s", AskedValues.Pairs(asked, "float32").ToDictionary(p => p.Key, p => p.Value));
        var row = StudyRow.Of(StudyItem.Of(setting, metadata), metadata, null, DateTime.UnixEpoch);
        Assert.Equal(setting.Asked, row.Values);
        Assert.Equal(metadata, row.ToMetadata());
    }

    private static CheckpointSchedule CallSchedule(string name) => CheckpointSchedule.Parse(name);

    [Fact]
    public void A_bad_line_in_the_middle_is_named()
    {
        File.WriteAllText(Path.Combine(root, "pictures.jsonl"), "nothing\n{}\n");
        var error = Assert.Throws<CaToMeException>(() => new StudyFolder(root).Done());
        Assert.Contains("line 1", error.Message, StringComparison.Ordinal);
    }

    private static StudyRow Row(int item) => new()
    {
        Item = $"{item:x16}", Setting = "base", Prompt = "a cat", Seed = item, Sampler = "ddim", Steps = 1, GuidanceScale = 7.5,
        Width = 64, Height = 64, Dtype = "float32", Device = "cpu", Model = "none", Picture = $"pictures/00/{item:x16}.png",
        Finished = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
    };

    private static StudyCallRow Call(int item, int call = 0) => new()
    {
        Item = $"{item:x16}", Setting = "base", Prompt = "a cat", Seed = item, Block = "block", Call = call,
        Computed = true, Tokens = 64, Merged = 32,
    };
}

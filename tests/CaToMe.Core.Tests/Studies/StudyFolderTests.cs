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

    private static StudyCallRow Call(int item) => new()
    {
        Item = $"{item:x16}", Setting = "base", Prompt = "a cat", Seed = item, Block = "block", Call = 0,
        Computed = true, Tokens = 64, Merged = 32,
    };
}

using CaToMe.Requests;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Tests.Output;

public class OutputPlanTests
{
    private static readonly GenerationRequest Apple = new() { Prompt = "a red apple", Seed = 7 };
    private static readonly GenerationRequest House = new() { Prompt = "a house", Seed = 7 };

    [Theory]
    [InlineData(null, "catome-7.png")]
    [InlineData("x.png", "x.png")]
    [InlineData("x.PNG", "x.PNG")]
    [InlineData("folder", "folder/catome-7.png")]
    [InlineData("folder/", "folder/catome-7.png")]
    [InlineData("folder.png/", "folder.png/catome-7.png")]
    [InlineData("a/{prompt}-{seed}-{index}.png", "a/a-red-apple-7-1.png")]
    [InlineData("{prompt}/{seed}.png", "a-red-apple/7.png")]
    [InlineData("{seed}", "7.png")]
    public void A_place_is_a_file_a_folder_or_a_pattern(string? given, string expected) =>
        Assert.Equal([expected], Names(given, Apple));

    [Fact]
    public void A_folder_that_exists_is_a_folder_whatever_its_name()
    {
        using var folder = new TemporaryFolder("catome-");
        Directory.CreateDirectory(folder["pictures.png"]);
        Assert.Equal([Path.Combine(folder["pictures.png"], "catome-7.png")], Names(folder["pictures.png"], Apple));
    }

    [Fact]
    public void Names_that_would_be_the_same_get_numbers() =>
        Assert.Equal(["catome-7-1.png", "catome-8.png", "catome-7-2.png"], Names(null, Apple, Apple with { Seed = 8 }, House));

    [Fact]
    public void Several_pictures_do_not_fit_one_file()
    {
        var error = Assert.Throws<OptionException>(() => Names("x.png", Apple, House));
        Assert.Contains("x-{index}.png", error.Message);
    }

    [Fact]
    public void Names_that_stay_the_same_are_found()
    {
        // The second apple's number makes a name that the third prompt has by itself.
        GenerationRequest[] requests = [Apple, Apple, Apple with { Prompt = "a red apple 2" }];
        Assert.Contains("{index}", Assert.Throws<OptionException>(() => Names("{prompt}.png", requests)).Message);
    }

    [Theory]
    [InlineData("x.jpg", ".png")]
    [InlineData("", ".png")]
    [InlineData("{name}.png", "{name}")]
    public void What_is_none_of_these_is_refused(string given, string named) =>
        Assert.Contains(named, Assert.Throws<OptionException>(() => Names(given, Apple)).Message);

    [Fact]
    public void A_prompt_cannot_leave_the_folder() =>
        Assert.Equal(["out/x.png"], Names("out/{prompt}.png", Apple with { Prompt = "../../x" }));

    [Fact]
    public void An_existing_file_is_named_with_both_ways_out_unless_it_may_be_replaced()
    {
        using var folder = new TemporaryFolder("catome-");
        var path = folder["x.png"];
        File.WriteAllText(path, "kept");
        var pattern = OutputPlan.Parse("--out", path, "catome.png");

        var message = Assert.Throws<CaToMeException>(() => pattern.EnsureWritable([path], replace: false)).Message;

        Assert.Contains(path, message);
        Assert.Contains("--force", message);
        Assert.Contains("--out", message);
        pattern.EnsureWritable([path], replace: true);
        Assert.Equal("kept", File.ReadAllText(path));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_found_before_drawing()
    {
        using var folder = new TemporaryFolder("catome-");
        File.WriteAllText(folder["file"], "");
        var path = Path.Combine(folder["file"], "x.png");
        Assert.Contains(
            folder["file"],
            Assert.Throws<CaToMeException>(() => OutputPlan.Parse("--out", path, "x.png").EnsureWritable([path], replace: false)).Message);
    }

    [Fact]
    public void A_name_that_nobody_chose_gets_a_number_where_it_is_taken_and_a_chosen_one_is_an_error()
    {
        using var folder = new TemporaryFolder("catome-");
        File.WriteAllText(folder["catome-7.png"], "");
        File.WriteAllText(folder["catome-7-2.png"], "");
        GenerationRequest[] requests = [Apple with { Seed = 7 }, Apple with { Seed = 8 }];
        var inFolder = OutputPlan.Parse("--out", folder.Path, "catome-{seed}.png");
        Assert.Equal([folder["catome-7-3.png"], folder["catome-8.png"]], inFolder.FilesFor(requests, replace: false));
        Assert.Equal([folder["catome-7.png"], folder["catome-8.png"]], inFolder.FilesFor(requests, replace: true));
        Assert.Throws<CaToMeException>(() => OutputPlan.Parse("--out", folder["catome-{seed}.png"], "x.png").FilesFor(requests, replace: false));
    }

    [Fact]
    public void Checking_a_place_leaves_nothing_there()
    {
        using var folder = new TemporaryFolder("catome-");
        OutputPlan.Parse("--out", null, "x.png").EnsureWritable([folder["x.png"]], replace: false);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static IReadOnlyList<string> Names(string? given, params GenerationRequest[] requests) =>
        OutputPlan.Parse("--out", given, "catome-{seed}.png").NamesFor(requests);
}

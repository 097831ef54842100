using CaToMe.Studies;

namespace CaToMe.Tests.Studies;

public sealed class StudyFileTests : IDisposable
{
    private const string Small = """
        prompts: [a house, a fox]
        seeds: [1, 2]
        common: { steps: 2, size: 64x64, sampler: dpm++2m }
        settings:
          - { name: baseline }
          - { name: recipe, recipe: fast, steps: 3 }
        grid:
          merge: [catome:0.9, tome:0.5]
          guidance: [3, 5]
        """;

    private readonly string root = Directory.CreateTempSubdirectory("catome-study-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_study_has_its_settings_and_every_combination_of_the_grid()
    {
        var study = Read(Small);
        Assert.Equal(
            ["baseline", "recipe", "catome:0.9 guidance=3", "catome:0.9 guidance=5", "tome:0.5 guidance=3", "tome:0.5 guidance=5"],
            study.Settings.Select(s => s.Name));
        Assert.Equal(24, study.Count());
        var last = study.Settings[^1].Apply("a fox", 2);
        Assert.Equal(("a fox", 2L, 2, 64, "dpm++2m", "tome:0.5", 5.0), (
            last.Prompt, last.Seed, last.Steps, last.Width!.Value, last.Sampler, last.Merge.ToString(), last.GuidanceScale!.Value));
        Assert.Equal(3, study.Settings[1].Apply("", 0).Steps); // a setting's own values go before its recipe's
    }

    [Fact]
    public void JSON_says_the_same_as_YAML()
    {
        var study = Read("""{ "prompts": ["a house"], "settings": [{ "name": "baseline", "steps": 2 }], "calls": true }""");
        Assert.Equal((1L, true, 2), (study.Count(), study.Calls, study.Settings[0].Apply("", 0).Steps));
    }

    [Fact]
    public void Prompts_come_from_a_file_beside_it_or_are_the_models_concepts()
    {
        File.WriteAllText(Path.Combine(root, "prompts.txt"), "a house\n\n a fox \n");
        Assert.Equal(["a house", "a fox"], Read("promptFile: prompts.txt\nsettings: [{ name: baseline }]").AllPrompts());
        Assert.Equal(3, Read("concepts: 3\nsettings: [{ name: baseline }]").AllPrompts().Distinct().Count());
    }

    [Theory]
    [InlineData("prompts: [a]\nsetings: [{ name: a }]", "line 2: setings: that is no key here")]
    [InlineData("prompts: [a]\nsettings: [{ name: a, stepps: 2 }]", "line 2: stepps")]
    [InlineData("prompts: [a]\nsettings:\n  - name: a\n    steps: 0", "line 3, setting a: Steps is 0")]
    [InlineData("prompts: [a]\nsettings:\n  - name: a\n    merge: catom", "line 3, setting a: Merge is catom")]
    [InlineData("prompts: [a]\nsettings: [{ steps: 2 }]", "each setting needs a name")]
    [InlineData("prompts: [a]\nsettings: [{ name: a }, { name: a }]", "is there twice")]
    [InlineData("prompts: [a]", "has no settings")]
    [InlineData("settings: [{ name: a }]", "needs prompts")]
    [InlineData("prompts: [a]\nconcepts: 2\nsettings: [{ name: a }]", "line 2: concepts is 2")]
    [InlineData("prompts: [a]\nseeds: [x]\nsettings: [{ name: a }]", "line 2: seeds is x")]
    [InlineData("prompts: []\nsettings: [{ name: a }]", "line 1: prompts")]
    [InlineData("prompts: [a]\ncalls: maybe\nsettings: [{ name: a }]", "line 2: calls is maybe")]
    [InlineData("prompts: [a", "is neither YAML nor JSON")]
    [InlineData("just words", "holds no study")]
    [InlineData("promptFile: none.txt\nsettings: [{ name: a }]", "none.txt is not there. Name a text file", true)]
    public void What_is_wrong_is_one_sentence_with_its_line(string text, string message, bool isLate = false)
    {
        var error = Assert.Throws<CaToMeException>(() => isLate ? Read(text).Count() : Read(text).Settings.Count);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nope.yaml", "nope.yaml is not there. Name a YAML or JSON file.")]
    [InlineData("", "is a folder. Name a YAML or JSON file.")]
    [InlineData("no/such/folder.yaml", "is not there")]
    public void A_file_that_cannot_be_read_is_named_without_words_of_the_runtime(string file, string message)
    {
        var error = Assert.Throws<CaToMeException>(() => StudyFile.Read(Path.Combine(root, file)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Could not", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_committed_schema_is_that_of_the_settings()
    {
        var file = Path.Combine(RepositoryFolder.Path, "docs", "study.schema.json");
        Assert.Equal(StudySchema.ToJson(), File.ReadAllText(file));
    }

    private StudyFile Read(string text)
    {
        var path = Path.Combine(root, "study.yaml");
        File.WriteAllText(path, text);
        return StudyFile.Read(path);
    }
}

using CaToMe.Studies;

namespace CaToMe.Tests.Studies;

public sealed class StudyPartTests : IDisposable
{
    private static readonly StudyShard Third = new(3, 16);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_part_says_when_it_begins_and_when_all_is_there()
    {
        StudyPart.Tell(folder.Path, Third, () =>
        {
            var begun = Assert.Single(StudyPart.Read(folder.Path));
            Assert.Equal((3, 16, Environment.MachineName, Environment.ProcessId), (begun.Number, begun.Count, begun.Machine, begun.Process));
            Assert.Equal((null, false), (begun.Ended, begun.IsDone));
            return 0;
        });
        var done = Assert.Single(StudyPart.Read(folder.Path));
        Assert.True(done is { IsDone: true, Error: null } && done.Ended >= done.Began);
        Assert.True(File.Exists(folder["parts", "3-of-16.json"]));
    }

    [Fact]
    public void What_went_wrong_is_said_and_thrown()
    {
        Assert.Throws<CaToMeException>(() => StudyPart.Tell<int>(folder.Path, Third, () => throw new CaToMeException("The disk is full.")));
        Assert.Equal(("The disk is full.", false), Assert.Single(StudyPart.Read(folder.Path)) is var failed ? (failed.Error, failed.IsDone) : default);
        Assert.Throws<OperationCanceledException>(() => StudyPart.Tell<int>(folder.Path, Third, () => throw new OperationCanceledException()));
        Assert.Equal(StudyPart.Cancelled, Assert.Single(StudyPart.Read(folder.Path)).Error);
        StudyPart.Clear(folder.Path);
        Assert.Empty(StudyPart.Read(folder.Path));
    }

    [Fact]
    public void An_undivided_study_says_nothing()
    {
        Assert.Equal(1, StudyPart.Tell(folder.Path, StudyShard.Whole, () => 1));
        Assert.Empty(StudyPart.Read(folder.Path));
    }

    [Fact]
    public void A_file_that_is_no_part_is_named()
    {
        folder.Write("{", "parts", "3-of-16.json");
        Assert.Contains("3-of-16.json cannot be read", Assert.Throws<CaToMeException>(() => StudyPart.Read(folder.Path)).Message, StringComparison.Ordinal);
    }
}

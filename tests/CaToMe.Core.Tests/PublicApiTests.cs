namespace CaToMe.Tests;

public class PublicApiTests
{
    /// <summary>The approved types, beside this file.</summary>
    private const string List = "PublicApi.txt";

    [Fact]
    public void The_public_types_are_the_approved_ones()
    {
        var approved = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, List));
        var actual = typeof(DiffusionPipeline).Assembly.GetExportedTypes().Select(t => t.FullName!).Order(StringComparer.Ordinal).ToList();
        string[] differences = [.. actual.Except(approved).Select(t => $"+ {t}"), .. approved.Except(actual).Select(t => $"- {t}")];

        Assert.True(
            actual.SequenceEqual(approved),
            $"""
            The public types of CaToMe.Core are not those of tests/CaToMe.Core.Tests/{List}:
            {(differences.Length == 0 ? "the same types, not sorted by their characters, or twice" : string.Join('\n', differences))}
            What only the tool, the module, tests and benchmarks need is internal. Where the change is meant, make that file this list:
            {string.Join('\n', actual)}
            """);
    }

    [Fact]
    public void The_public_members_are_the_approved_ones() =>
        PublicMembers.AreApproved(typeof(DiffusionPipeline).Assembly, "tests", "CaToMe.Core.Tests", "PublicApiMembers.txt");
}

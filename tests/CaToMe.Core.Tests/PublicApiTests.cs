using System.Reflection;
using System.Runtime.CompilerServices;

namespace CaToMe.Tests;

public class PublicApiTests
{
    /// <summary>The approved types, beside this file.</summary>
    private const string List = "PublicApi.txt";

    /// <summary>The approved members, beside this file; with this variable set the test writes them.</summary>
    private const string Members = "PublicApiMembers.txt", Approve = "CATOME_APPROVE";

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
    public void The_public_members_are_the_approved_ones()
    {
        var actual = typeof(DiffusionPipeline).Assembly.GetExportedTypes().SelectMany(MembersOf).Distinct().Order(StringComparer.Ordinal).ToList();
        var file = Path.Combine(RepositoryFolder.Path, "tests", "CaToMe.Core.Tests", Members);
        if (Environment.GetEnvironmentVariable(Approve) is not null)
        {
            File.WriteAllLines(file, actual);
        }

        var approved = File.ReadAllLines(file);
        string[] differences = [.. actual.Except(approved).Select(m => $"+ {m}"), .. approved.Except(actual).Select(m => $"- {m}")];
        Assert.True(
            differences.Length == 0,
            $"The public members of CaToMe.Core are not those of {Members}. Where the change is meant, run this test with {Approve}=1.\n"
            + string.Join('\n', differences));
    }

    /// <summary>What a type offers to others, without what the compiler writes for records.</summary>
    private static IEnumerable<string> MembersOf(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(m => m is ConstructorInfo or FieldInfo or MethodInfo)
            .Where(m => m.Name.StartsWith("get_", StringComparison.Ordinal) || m.Name.StartsWith("set_", StringComparison.Ordinal)
                || !m.IsDefined(typeof(CompilerGeneratedAttribute)))
            .Select(m => $"{type.FullName}: {m}");
}

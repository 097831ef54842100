using System.Reflection;
using System.Runtime.CompilerServices;

namespace CaToMe.Tests.Shared;

/// <summary>What an assembly offers to others.</summary>
internal static class PublicMembers
{
    /// <summary>With this variable set, tests of approved members write them.</summary>
    private const string Approve = "CATOME_APPROVE";

    /// <summary>Compares an assembly's public members with a file of approved ones.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="approvedFile">The file's path from the repository's folder.</param>
    internal static void AreApproved(Assembly assembly, params string[] approvedFile)
    {
        var actual = assembly.GetExportedTypes().SelectMany(Of).Distinct().Order(StringComparer.Ordinal).ToList();
        var file = Path.Combine([RepositoryFolder.Path, .. approvedFile]);
        if (Environment.GetEnvironmentVariable(Approve) is not null)
        {
            File.WriteAllLines(file, actual);
        }

        var approved = File.ReadAllLines(file);
        string[] differences = [.. actual.Except(approved).Select(m => $"+ {m}"), .. approved.Except(actual).Select(m => $"- {m}")];
        Assert.True(
            differences.Length == 0,
            $"The public members of {assembly.GetName().Name} are not those of {file}. Where the change is meant, run this test with {Approve}=1.\n"
            + string.Join('\n', differences));
    }

    /// <summary>What a type offers to others, without what the compiler writes for records.</summary>
    private static IEnumerable<string> Of(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(m => m is ConstructorInfo or FieldInfo or MethodInfo)
            .Where(m => m.Name.StartsWith("get_", StringComparison.Ordinal) || m.Name.StartsWith("set_", StringComparison.Ordinal)
                || !m.IsDefined(typeof(CompilerGeneratedAttribute)))
            .Select(m => $"{type.FullName}: {m}");
}

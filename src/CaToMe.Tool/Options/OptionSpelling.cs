using System.Text.RegularExpressions;
using CaToMe.Merging;
using CaToMe.Settings;

namespace CaToMe.Tool.Options;

/// <summary>The engine's names of settings as the command line spells them.</summary>
internal static class OptionSpelling
{
    /// <summary>What is no setting.</summary>
    private static readonly (string Name, string Spelling)[] Others = [("Prompt", "PROMPT"), ("Count", "--count"), ("Repeats", "--repeats"), ("PeersFolder", "--peers")];

    /// <summary>Of two settings of one name the request's is meant: the seed of merging can have any value.</summary>
    private static readonly Dictionary<string, string> Spellings =
        Declared(RequestSettings.All).Concat(Declared(PipelineSettings.All)).Concat(Declared(MergeSettings.All))
            .Concat(Others).DistinctBy(s => s.Name).ToDictionary(s => s.Name, s => s.Spelling, StringComparer.Ordinal);

    private static readonly Regex MergeSetting = new($@"\b({string.Join('|', Declared(MergeSettings.All).Select(s => s.Name))})\b");

    /// <summary>The error's message, a line for each mistake; one that begins with an option's name begins with that option as the user types it.</summary>
    internal static IEnumerable<string> Of(CaToMeException error) => error switch
    {
        InvalidOptionsException several => several.Errors.SelectMany(Of),
        OptionException { Option: var name } when Spellings.TryGetValue(name, out var spelling) && error.Message.StartsWith(name, StringComparison.Ordinal) =>
            [spelling + error.Message[name.Length..]],
        _ => [error.Message],
    };

    /// <summary>A warning of the engine that tells which merge setting to change. (One that quotes a prompt stays as it is.)</summary>
    internal static string InAdvice(string warning) =>
        warning.Contains('"', StringComparison.Ordinal) ? warning : MergeSetting.Replace(warning, match => MergeSettings.All.Single(s => s.Name == match.Value).Option!);

    private static IEnumerable<(string Name, string Spelling)> Declared(IEnumerable<Setting> settings) =>
        settings.Where(s => s.Option is not null).Select(s => (s.Name, s.Option!));
}

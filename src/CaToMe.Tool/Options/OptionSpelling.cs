using System.Text.RegularExpressions;
using CaToMe.Clusters;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Previews;
using CaToMe.Requests;
using CaToMe.Settings;

namespace CaToMe.Tool.Options;

/// <summary>The engine's names of settings as the command line spells them.</summary>
internal static class OptionSpelling
{
    /// <summary>What is no setting.</summary>
    private static readonly (string Name, string Spelling)[] Others =
    [
        ("Prompt", "PROMPT"), ("Count", "--count"), ("Repeats", "--repeats"), ("Recipe", "--recipe"), ("Shard", "--shard"), ("HeldOut", "--held-out"),
        ("Psnr", "--psnr"), ("Share", "--share"), ("Processes", "--processes"),
    ];

    /// <summary>Of two settings of one name the request's is meant: the seed of merging can have any value.</summary>
    private static readonly Dictionary<string, string> Spellings =
        Declared(RequestSettings.All).Concat(Declared(PipelineSettings.All)).Concat(Declared(MergeSettings.All)).Concat(Declared(PreviewSettings.All))
            .Concat(Declared(ClusterSettings.All)).Concat(Others).DistinctBy(s => s.Name).ToDictionary(s => s.Name, s => s.Spelling, StringComparer.Ordinal);

    /// <summary>Names that are words of messages too: of a request's settings only AllowNonfinite and its like are told apart.</summary>
    private static readonly IEnumerable<string> Words =
        RequestSettings.All.Select(s => s.Name).Where(n => !n.Skip(1).Any(char.IsUpper))
            .Concat(ClusterSettings.All.Select(s => s.Name))
            .Concat(["Method", "Preview", "Prompt", "Count", "Recipe", "Shard", "Psnr", "Share", "Processes"]);

    /// <summary>A setting that a message speaks of; not a part of a path.</summary>
    private static readonly Regex Named = new($@"(?<![\w/\\.-])({string.Join('|', Spellings.Keys.Except(Words))})(?![\w/\\-])");

    /// <summary>The error's message, a line for each mistake, with the options that it names as the user types them.</summary>
    internal static string Of(CaToMeException error) => error switch
    {
        InvalidOptionsException several => string.Join('\n', several.Errors.Select(Of)),
        OptionException refused when Spellings.TryGetValue(refused.Option, out var spelling)
            && error.Message.StartsWith(refused.Option, StringComparison.Ordinal) =>
            $"{spelling} is {OptionException.Quote(refused.Value)}: {InAdvice(refused.Accepted)}",
        _ => InAdvice(error.Message),
    };

    /// <summary>A setting's option; a name that is none as it is.</summary>
    internal static string NameOf(string name) => Spellings.GetValueOrDefault(name, name);

    /// <summary>What a row of a page calls it: the option without its dashes, other names in lower case.</summary>
    internal static string LabelOf(string name) => NameOf(name).TrimStart('-').ToLowerInvariant();

    /// <summary>A message of the engine that tells which setting to change. What it quotes of a prompt stays as it is.</summary>
    internal static string InAdvice(string message) => message.Split('"') switch
    {
        [_] => Spelled(message),
        [var before, var quoted, var after] => $"{Spelled(before)}\"{quoted}\"{Spelled(after)}",
        _ => message, // a prompt with quotes of its own
    };

    private static string Spelled(string text) => Named.Replace(text, match => Spellings[match.Value]);

    private static IEnumerable<(string Name, string Spelling)> Declared(IEnumerable<Setting> settings) =>
        settings.Where(s => s.Option is not null).Select(s => (s.Name, s.Option!));
}

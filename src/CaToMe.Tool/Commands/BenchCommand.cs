using System.CommandLine;
using CaToMe.Measuring;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome bench</c>: the time of a U-Net call.</summary>
internal sealed class BenchCommand : ToolCommand
{
    private static readonly Dictionary<string, BenchmarkSubject> Subjects = new(StringComparer.OrdinalIgnoreCase)
    {
        ["emoji"] = BenchmarkSubject.Embedded256,
        ["sd15-512"] = BenchmarkSubject.StableDiffusion512,
        ["sd15-768"] = BenchmarkSubject.StableDiffusion768,
    };

    private readonly Option<string[]> networks = new("--network")
    {
        HelpName = "NAME",
        Description = $"What is timed, one or more of {string.Join(", ", Subjects.Keys)}. Default: all, which takes about a quarter of an hour on two cores.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int?> repeats = OptionTypes.WholeNumber("--repeats", "N", "Timed calls of each; the median counts. Default: 5.");
    private readonly Option<double?> threshold = OptionTypes.Number("--threshold", "T", "CA-ToMe's threshold for SD 1.5's geometry. Default: 0.7.");
    private readonly Option<string[]> dtypes = new("--dtype")
    {
        HelpName = "NAME",
        Description = "float32, bfloat16 or both. Default: both where the processor has bfloat16, otherwise float32.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> parts = new("--parts")
    {
        Description = "Time what a call is made of instead, by every way of computing it, in float32 and bfloat16.",
    };

    private readonly Option<bool> json = OutputOptionGroup.Json("One JSON object per row on standard output.");

    internal BenchCommand()
        : base("bench", "Time U-Net calls on the CPU: the embedded model and SD 1.5's geometry, "
            + "without merging, with ToMe and with CA-ToMe.")
    {
        networks.CompletionSources.Add([.. Subjects.Keys]);
        Add(networks);
        Add(repeats);
        Add(threshold);
        dtypes.CompletionSources.Add("float32", "bfloat16");
        Add(dtypes);
        Add(parts);
        Add(json);
        Does(Run);
    }

    internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
    [
        ("The embedded model alone, in about 15 seconds:", "catome bench --network emoji"),
        ("What a call is made of, and how near each part is to the processor's limit:", "catome bench --parts"),
        ("SD 1.5's geometry at 512 pixels, as records for a script:", "catome bench --network sd15-512 --json"),
    ];

    private async Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var defaults = new UNetBenchmarkOptions();
        var options = defaults with
        {
            Subjects = parsed.GetValue(networks) is { Length: > 0 } names ? [.. names.Select(Subject)] : defaults.Subjects,
            Repeats = parsed.GetValue(repeats) ?? defaults.Repeats,
            Dtypes = parsed.GetValue(dtypes) is { Length: > 0 } types ? types : defaults.Dtypes,
            Threshold = parsed.GetValue(threshold) ?? defaults.Threshold,
        };
        if (parsed.GetValue(parts))
        {
            await Task.Run(() => Report(PartBenchmark.Run(options.Repeats, cancellationToken), parsed.GetValue(json), terminal), CancellationToken.None);
            return ExitCode.Done;
        }

        var timings = new List<UNetTiming>();
        await Task.Run(() => timings.AddRange(Told(UNetBenchmark.Run(options, cancellationToken), terminal)), CancellationToken.None);
        if (parsed.GetValue(json))
        {
            foreach (var timing in timings)
            {
                terminal.Result(new BenchmarkRecord(timing, NameOf(timing.Subject)).ToJson());
            }
        }
        else
        {
            terminal.Result(BenchmarkTable.Of(timings, NameOf));
        }

        return ExitCode.Done;
    }

    private static void Report(IEnumerable<PartTiming> timings, bool asJson, Terminal terminal)
    {
        if (asJson)
        {
            foreach (var timing in timings)
            {
                terminal.Result(new PartRecord(timing).ToJson());
            }
        }
        else
        {
            terminal.Say("Timing the parts of a call; this takes about a minute.");
            terminal.Result(PartTable.Of([.. timings]));
        }
    }

    private static IEnumerable<UNetTiming> Told(IEnumerable<UNetTiming> timings, Terminal terminal)
    {
        terminal.Say("Timing. On two cores emoji takes about 15 seconds, SD 1.5 about 4 minutes at 512 pixels and about 9 at 768.");
        BenchmarkSubject? told = null;
        foreach (var timing in timings)
        {
            if (told != timing.Subject)
            {
                terminal.Say($"{NameOf(timing.Subject)} is done.");
                told = timing.Subject;
            }

            yield return timing;
        }
    }

    private static BenchmarkSubject Subject(string name) => Subjects.TryGetValue(name, out var subject) ? subject
        : throw new OptionException("--network", name, $"give one or more of {string.Join(", ", Subjects.Keys)}.");

    private static string NameOf(BenchmarkSubject subject) => Subjects.First(s => s.Value == subject).Key;
}

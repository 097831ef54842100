using System.CommandLine;
using System.Globalization;
using CaToMe.Studies;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;
using CaToMe.Tool.Studies;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome study run FILE</c></summary>
internal sealed class StudyRunCommand : ToolCommand
{
    private const int MostProcesses = 256;

    private readonly StudyArguments study = new();
    private readonly Option<string?> shard = OptionTypes.Text(
        "--shard", "K/N", "Draw a part of the study: for one of N processes or machines that share the folder. Default: all of it.");

    private readonly Option<int?> processes = OptionTypes.WholeNumber(
        "--processes", "N", "Divide it among N processes of this machine, each with a GPU, or with its share of the CPU's threads. Default: 1.");

    private readonly Option<bool> json = OutputOptionGroup.Json("One JSON object before each picture and at the end, on standard output.");
    private readonly Option<bool> stop = OptionTypes.Switch(
        StudyProcess.StopOption, "Stop when standard input ends: for a program that starts this one and may end before it.");

    private readonly ModelOptionGroup model = new(namesModel: false);

    internal StudyRunCommand() : base("run", "Draw a study's pictures into its results folder. A run that was stopped goes on where it was.")
    {
        Add(study.File);
        Add(study.Output);
        Add(shard);
        Add(processes);
        Add(json);
        Add(stop);
        Add(model);
        Does(Run);
    }

    internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
    [
        ("A study, or what is left of it:", "catome study run emoji.yaml --out results"),
        ("On four GPUs of this machine:", "catome study run emoji.yaml --out results --processes 4"),
        ("The third of four parts, on another machine that sees the same folder:", "catome study run emoji.yaml --out results --shard 3/4"),
    ];

    private async Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (parsed.GetValue(stop))
        {
            StopWithInput(stopping);
        }

        var (read, folder) = (study.Read(parsed), study.Folder(parsed));
        var part = parsed.GetValue(shard) is { } text ? StudyShard.Parse(text) : StudyShard.Whole;
        var options = model.ReadOptions(parsed);
        var count = parsed.GetValue(processes) ?? 1;
        if (count is < 1 or > MostProcesses)
        {
            throw new OptionException("Processes", count, $"give a number of processes from 1 to {MostProcesses}.");
        }

        read = read.Model is null ? read : read with { Model = NamedModel.PathOf(read.Model, terminal, stopping.Token) };
        var last = default(StudyProgress);
        int exitCode;
        IReadOnlyList<string> failures;
        try
        {
            (last, exitCode, failures) = await StudyProgressDisplay.Show(terminal, parsed.GetValue(json), shown => Draw(new Following(shown, p => last = p)));
        }
        catch when (last.Drawn > 0)
        {
            SayDrawn(terminal, last);
            throw;
        }

        foreach (var failure in failures)
        {
            terminal.Fail(failure);
            if (parsed.GetValue(json))
            {
                terminal.Result(new ErrorRecord(failure, null, exitCode).ToJson());
            }
        }

        if (exitCode != ExitCode.Done)
        {
            SayDrawn(terminal, last);
            return exitCode;
        }

        if (!parsed.GetValue(json))
        {
            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{last.Pictures} pictures: {last.Known} were there, {last.Drawn} were drawn."));
            terminal.Result(folder);
        }

        return exitCode;

        async Task<(StudyProgress Progress, int ExitCode, IReadOnlyList<string> Failures)> Draw(IProgress<StudyProgress> progress)
        {
            if (count == 1)
            {
                return (await Task.Run(() => StudyRunner.Run(read, folder, options, part, progress, stopping.Token)), ExitCode.Done, []);
            }

            var (file, results) = (Path.GetFullPath(parsed.GetRequiredValue(study.File)), Path.GetFullPath(folder));
            var shares = ProcessShare.Of(part, count, options);
            return await new StudyProcesses(shares, file, results, model.Words(parsed), part, part.PicturesOf(read.Count())).Run(progress, stopping.Token);
        }
    }

    private static void SayDrawn(Terminal terminal, StudyProgress last) =>
        terminal.Say($"{last.Drawn} pictures were drawn before that. The same command goes on from there.");

    /// <summary>Reads standard input to its end, which is the end of whoever started this process.</summary>
    private static void StopWithInput(CancellationTokenSource stopping) => new Thread(() =>
    {
        using var input = Console.OpenStandardInput();
        input.CopyTo(Stream.Null);
        try
        {
            stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The work ended first.
        }
    }) { IsBackground = true }.Start();

    private sealed class Following(IProgress<StudyProgress> shown, Action<StudyProgress> follow) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value)
        {
            follow(value);
            shown.Report(value);
        }
    }
}

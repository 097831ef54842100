using System.CommandLine;
using System.Globalization;
using CaToMe.Studies;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;
using Spectre.Console;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome study run FILE</c></summary>
internal sealed class StudyRunCommand : ToolCommand
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    private readonly StudyArguments study = new();
    private readonly Option<string?> shard = OptionTypes.Text(
        "--shard", "K/N", "Draw a part of the study: for one of N processes or machines that share the folder. Default: all of it.");

    private readonly ModelOptionGroup model = new(namesModel: false);

    internal StudyRunCommand() : base("run", "Draw a study's pictures into its results folder. A run that was stopped goes on where it was.")
    {
        Add(study.File);
        Add(study.Output);
        Add(shard);
        Add(model);
        Does(Run);
    }

    internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
    [
        ("A study, or what is left of it:", "catome study run emoji.yaml --out results"),
        ("The third of four parts, on another machine that sees the same folder:", "catome study run emoji.yaml --out results --shard 3/4"),
    ];

    private async Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var (read, folder) = (study.Read(parsed), study.Folder(parsed));
        var part = parsed.GetValue(shard) is { } text ? StudyShard.Parse(text) : StudyShard.Whole;
        var options = model.ReadOptions(parsed);
        read = read.Model is null ? read : read with { Model = NamedModel.PathOf(read.Model, terminal, cancellationToken) };
        var last = default(StudyProgress);
        try
        {
            last = await Show(terminal, report => StudyRunner.Run(
                read, folder, options, part, new Reports(p => report(last = p)), cancellationToken));
        }
        catch when (last.Drawn > 0)
        {
            terminal.Say($"{last.Drawn} pictures were drawn before that. The same command goes on from there.");
            throw;
        }

        terminal.Say(string.Create(
            CultureInfo.InvariantCulture, $"{last.Pictures} pictures: {last.Known} were there, {last.Drawn} were drawn."));
        terminal.Result(folder);
        return ExitCode.Done;
    }

    private static Task<StudyProgress> Show(Terminal terminal, Func<Action<StudyProgress>, StudyProgress> run)
    {
        if (!terminal.IsLive)
        {
            var last = DateTime.MinValue;
            return Task.Run(() => run(p =>
            {
                if (DateTime.UtcNow - last >= LineInterval)
                {
                    last = DateTime.UtcNow;
                    terminal.Say(Line(p));
                }
            }));
        }

        return terminal.Bar.StartAsync(context =>
        {
            var bar = context.AddTask("starting", maxValue: 1);
            return Task.Run(() => run(p =>
            {
                (bar.Value, bar.Description) = (p.Pictures == 0 ? 1 : (double)(p.Known + p.Drawn) / p.Pictures, Markup.Escape(terminal.Beside(Line(p))));
            }));
        });
    }

    private static string Line(StudyProgress progress)
    {
        var left = progress.TimeLeft is { } time && progress.Current is not null ? $", {Numbers.Duration(time)} left" : "";
        return $"{progress.Known + progress.Drawn} of {progress.Pictures}{left}{(progress.Current is { } current ? $", {current}" : "")}";
    }

    private sealed class Reports(Action<StudyProgress> follow) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) => follow(value);
    }
}

using System.CommandLine;
using CaToMe.Clusters;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;
using CaToMe.Tool.Studies;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome study submit FILE</c></summary>
internal sealed class StudySubmitCommand : ToolCommand
{
    private readonly StudyArguments study = new();
    private readonly Option<bool> dryRun = OptionTypes.Switch("--dry-run", "Show what would be submitted, on standard output, and submit nothing.");
    private readonly ClusterOptionGroup cluster = new();
    private readonly ModelOptionGroup model = new(namesModel: false);

    internal StudySubmitCommand() : base(
        "submit", "Submit a study to a cluster, a task for each part. All machines have to see the results folder. "
        + "What stands in ~/.config/catome/cluster.yaml need not be given.")
    {
        Add(study.File);
        Add(study.Output);
        Add(dryRun);
        Add(cluster, model);
        Does(Run);
    }

    internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
    [
        ("A job array of 16 tasks with a GPU each:", "catome study submit emoji.yaml --out results --tasks 16 --gpus 1 --time 8:00:00 --partition gpu"),
        ("What Slurm would be given:", "catome study submit emoji.yaml --out results --dry-run"),
        ("For kubectl apply -f -:", "catome study submit emoji.yaml --engine kubernetes --container registry/catome --volume results --dry-run"),
    ];

    private Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var (read, folder, options) = (study.Read(parsed), Path.GetFullPath(study.Folder(parsed)), cluster.Read(parsed));
        _ = model.ReadOptions(parsed);
        var program = options.Command ?? (options.Container is null && options.Engine == ClusterEngine.Slurm ? ToolProgram.Line : "catome");
        var command = new TaskCommand(program, Path.GetFullPath(parsed.GetRequiredValue(study.File)), folder, model.Words(parsed));
        var slurm = new SlurmStudy(folder);
        if (options.Engine == ClusterEngine.Kubernetes)
        {
            terminal.Result(parsed.GetValue(dryRun) ? KubernetesJob.Of(read, options, command) : throw new OptionException(
                "Engine", "kubernetes", "catome does not talk to Kubernetes itself. Add --dry-run, and give what it writes to kubectl apply -f -."));
            return Task.FromResult(ExitCode.Done);
        }

        if (parsed.GetValue(dryRun))
        {
            terminal.Result(slurm.Script(command, options).TrimEnd());
            return Task.FromResult(ExitCode.Done);
        }

        if (read.Model is { } named)
        {
            _ = NamedModel.PathOf(named, terminal, cancellationToken); // Fetched once, for all tasks.
        }

        var job = slurm.Submit(read, command, options);
        terminal.Say($"Job {job}: {read.Count()} pictures in {options.Tasks} tasks. catome study status shows how far they are.");
        terminal.Result(job);
        return Task.FromResult(ExitCode.Done);
    }
}

using System.Globalization;

namespace CaToMe.Clusters;

/// <summary>The batch script of a study: a job array with a task for each part.</summary>
internal static class SlurmScript
{
    /// <summary>Writes it.</summary>
    /// <param name="options">What a task gets.</param>
    /// <param name="name">The job's name.</param>
    /// <param name="command">The command of a task.</param>
    /// <param name="logs">The folder of the tasks' output.</param>
    internal static string Of(ClusterOptions options, string name, TaskCommand command, string logs)
    {
        string?[] lines =
        [
            options.Modules is null ? "#!/bin/bash" : "#!/bin/bash -l", // A login shell knows the command module.
            Option("job-name", name),
            Option("array", Array(Enumerable.Range(1, options.Tasks), options)),
            Option("ntasks", "1"),
            Option("cpus-per-task", Invariant(options.Cpus)),
            Option("mem", options.Memory),
            options.Gpus == 0 ? null : Option("gres", "gpu:" + Invariant(options.Gpus)),
            options.Time is null ? null : Option("time", options.Time),
            options.Partition is null ? null : Option("partition", options.Partition),
            Option("output", Path.Combine(logs.Replace("%", "%%", StringComparison.Ordinal), "%A_%a.log")),
            "#SBATCH --open-mode=append", // A task that starts again goes on in its log.
            "#SBATCH --requeue", // Preempted, or its node failed: Slurm starts it again.
            options.Sbatch is null ? null : "#SBATCH " + options.Sbatch,
            options.Modules is null ? null : $"module load {options.Modules}",
            options.Setup,
            // The tool takes the shell's place, so that Slurm's signals reach it and its exit code is the task's.
            $"exec {Container(options, command)}{command.Line($"$SLURM_ARRAY_TASK_ID/{Invariant(options.Tasks)}", options)}",
        ];
        return string.Join('\n', lines.OfType<string>()) + "\n";
    }

    /// <summary>Tasks as <c>--array</c> takes them: <c>1-6</c>, <c>2,5%4</c>.</summary>
    internal static string Array(IEnumerable<int> tasks, ClusterOptions options)
    {
        var runs = new List<(int First, int Last)>();
        foreach (var task in tasks.Order())
        {
            if (runs is [.., var run] && run.Last == task - 1)
            {
                runs[^1] = (run.First, task);
            }
            else
            {
                runs.Add((task, task));
            }
        }

        var listed = runs.Select(r => r.First == r.Last ? Invariant(r.First) : $"{Invariant(r.First)}-{Invariant(r.Last)}");
        return string.Join(',', listed) + (options.AtOnce is { } most ? "%" + Invariant(most) : "");
    }

    private static string Container(ClusterOptions options, TaskCommand command)
    {
        if (options.Container is not { } image)
        {
            return "";
        }

        string[] folders = [Path.GetDirectoryName(command.Study)!, command.Folder];
        var binds = string.Concat(folders.Distinct().Select(f => $"--bind {TaskCommand.Quote(f)} "));
        return $"apptainer exec {(options.Gpus > 0 ? "--nv " : "")}{binds}{TaskCommand.Quote(image)} ";
    }

    private static string Option(string name, string value) =>
        $"#SBATCH --{name}={(value.Any(c => char.IsWhiteSpace(c) || c is '#' or '\'') ? $"\"{value}\"" : value)}";

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}

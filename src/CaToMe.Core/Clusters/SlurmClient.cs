using System.Globalization;

namespace CaToMe.Clusters;

/// <summary>Slurm's own commands.</summary>
internal static class SlurmClient
{
    private const string Missing = "Call catome where Slurm's commands are, such as on the cluster's login node.";

    /// <summary>Submits a job array.</summary>
    /// <param name="script">The batch script's file.</param>
    /// <param name="array">The tasks, as <c>--array</c> takes them.</param>
    /// <returns>The job's number.</returns>
    /// <exception cref="CaToMeException">Slurm refuses it, or is not there.</exception>
    internal static string Submit(string script, string array) =>
        Run("sbatch", "--parsable", $"--array={array}", script).Trim().Split(';')[0];

    /// <summary>What Slurm knows of a job's tasks: those that wait or run, and for some minutes those that ended.</summary>
    /// <exception cref="CaToMeException">Slurm does not answer, or is not there.</exception>
    internal static IReadOnlyList<SlurmTask> Tasks(string job)
    {
        var answer = ProgramOutput.Of(
            "squeue", Missing, "--jobs", job, "--array", "--states=all", "--noheader", "--Format=ArrayTaskID:|,State:|,exit_code:|,Reason:|,NodeList:|");
        return answer.ExitCode == 0 ? [.. answer.Output.Split('\n').Select(Read).OfType<SlurmTask>()]
            : answer.Error.Contains("Invalid job id", StringComparison.Ordinal) ? [] // It ended long ago.
            : throw Refused("squeue", answer);
    }

    /// <summary>Cancels jobs.</summary>
    /// <exception cref="CaToMeException">Slurm does not answer, or is not there.</exception>
    internal static void Cancel(IEnumerable<string> jobs) => Run("scancel", [.. jobs]);

    private static string Run(string program, params IEnumerable<string> arguments)
    {
        var answer = ProgramOutput.Of(program, Missing, arguments);
        return answer.ExitCode == 0 ? answer.Output : throw Refused(program, answer);
    }

    private static CaToMeException Refused(string program, ProgramOutput answer) =>
        new($"Slurm refuses it ({program}, exit code {answer.ExitCode}): {answer.Error.Trim().ReplaceLineEndings(" ").TrimEnd('.')}.");

    private static SlurmTask? Read(string line) =>
        line.Split('|').Select(field => field.Trim()).ToArray() is [var number, var state, var status, var reason, var node, ..]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var task)
            ? new SlurmTask(task, state, int.TryParse(status, CultureInfo.InvariantCulture, out var code) ? code : 0, reason is "None" ? "" : reason, node)
            : null;
}

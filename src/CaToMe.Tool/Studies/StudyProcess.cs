using System.Diagnostics;
using CaToMe.Studies;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Studies;

/// <summary>A process of the tool that draws a part of a study. It ends when its standard input does, so that it never outlives this one.</summary>
internal sealed class StudyProcess
{
    internal const string StopOption = "--stop-with-input";

    private readonly ProcessShare share;
    private readonly ProcessStartInfo start;

    /// <param name="share">What it gets.</param>
    /// <param name="arguments">The arguments of <c>study run</c> but for the part and the threads.</param>
    internal StudyProcess(ProcessShare share, IEnumerable<string> arguments)
    {
        this.share = share;
        var (program, before) = (ToolProgram.Words[0], ToolProgram.Words.Skip(1));
        string[] own = ["--shard", $"{share.Part.Number}/{share.Part.Count}", "--json", StopOption];
        string[] threads = share.Threads is { } count ? [$"--threads={count}"] : [];
        start = new ProcessStartInfo(program, [.. before, "study", "run", .. arguments, .. own, .. threads])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        if (share.Gpu is { } gpu)
        {
            start.Environment[ProcessShare.GpuVariable] = gpu;
        }
    }

    /// <summary>How far it is; null before it says something.</summary>
    internal StudyProgress? Progress { get; private set; }

    /// <summary>Its name in messages.</summary>
    internal string Name { get; private set; } = "";

    /// <summary>How it ended.</summary>
    internal int ExitCode { get; private set; }

    /// <summary>What it said of what went wrong.</summary>
    internal string Error { get; private set; } = "";

    /// <summary>Runs it to its end. Cancelling tells it to stop, after which it ends soon.</summary>
    /// <param name="told">Called when its progress has changed.</param>
    /// <param name="stop">Tells it to stop.</param>
    internal async Task Run(Action told, CancellationToken stop)
    {
        using var process = Process.Start(start)!;
        Name = $"part {share.Part.Number}/{share.Part.Count} (process {process.Id}{(share.Gpu is null ? "" : $" on GPU {share.Gpu}")})";
        using var stopping = stop.Register(process.StandardInput.Close);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (StudyProgressRecord.Read(line) is { } progress)
            {
                Progress = progress;
                told();
            }
        }

        Error = await errors;
        await process.WaitForExitAsync(CancellationToken.None);
        ExitCode = process.ExitCode;
    }
}

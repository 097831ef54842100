using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Runtime;

namespace CaToMe.Documents.Loading;

/// <summary>What a process takes to load a checkpoint and draw its first picture.</summary>
/// <param name="LoadSeconds">From the process's start until the model is loaded.</param>
/// <param name="LoadedBytes">The largest resident size until then.</param>
/// <param name="DrawSeconds">From then until the picture is there.</param>
/// <param name="PeakBytes">The largest resident size of all.</param>
internal sealed record FirstPicture(double LoadSeconds, long LoadedBytes, double DrawSeconds, long PeakBytes)
{
    /// <summary>The option of this program that measures one, and what it takes: the checkpoint, type, pixels and steps.</summary>
    internal const string Option = "--first-picture";

    /// <summary>Measures in a process of its own, twice, as the first time the file may have to be fetched from the disk; the faster loading counts.</summary>
    /// <exception cref="CaToMeException">The process failed.</exception>
    internal static FirstPicture Measure(string checkpoint, string dtype, int pixels, int steps) =>
        Enumerable.Range(0, 2).Select(_ => Run(checkpoint, dtype, $"{pixels}", $"{steps}")).MinBy(p => p.LoadSeconds)!;

    /// <summary>Measures this process, and prints what was measured.</summary>
    /// <param name="arguments">What <see cref="Option"/> takes.</param>
    internal static void MeasureThisProcess(IReadOnlyList<string> arguments)
    {
        using var process = Process.GetCurrentProcess();
        var (checkpoint, dtype, pixels, steps) = (arguments[0], arguments[1], Number(arguments[2]), Number(arguments[3]));
        using var pipeline = DiffusionPipeline.Load(checkpoint, new PipelineOptions { Device = "cpu", Dtype = dtype });
        var (started, loaded, bytes) = (new DateTimeOffset(process.StartTime), DateTimeOffset.UtcNow, ProcessMemory.PeakBytes());
        _ = pipeline.Generate(new GenerationRequest { Prompt = "a red apple", Steps = steps, Seed = 1, Width = pixels, Height = pixels });
        Console.Out.WriteLine(JsonSerializer.Serialize(new FirstPicture(
            (loaded - started).TotalSeconds, bytes, (DateTimeOffset.UtcNow - loaded).TotalSeconds, ProcessMemory.PeakBytes())));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static FirstPicture Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Option, .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<FirstPicture>(line)!
            : throw new CaToMeException($"A picture of {arguments[0]} in {arguments[1]} was not drawn: see above.");
    }
}

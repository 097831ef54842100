using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using CaToMe.Tool.Output;

namespace CaToMe.Documents.Loading;

/// <summary>The table of what the published tool takes from its start to its end.</summary>
internal static class StartUpTable
{
    /// <summary>The median counts, so an odd number of times.</summary>
    private const int Times = 9;

    private static readonly string[] Picture = ["generate", "a red apple", "--steps", "1", "--json"];

    private static readonly (string Shown, string[] Arguments)[] Commands =
    [
        ("catome --version", ["--version"]),
        ("catome inspect", ["inspect"]),
        ("catome generate \"a red apple\" --steps 1", Picture),
    ];

    /// <summary>Publishes the tool and measures it, in turn with all commands.</summary>
    internal static string Of()
    {
        var folder = Directory.CreateTempSubdirectory("catome-start-up-");
        try
        {
            var published = Path.Combine(folder.FullName, "published");
            Run(
                "dotnet",
                [
                    "publish", Repository.PathOf("src", "CaToMe.Tool"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier,
                    "--self-contained", "false", "-o", published,
                ],
                folder.FullName);
            var tool = Path.Combine(published, "catome" + (OperatingSystem.IsWindows() ? ".exe" : ""));
            var runs = Enumerable.Range(0, Times + 1)
                .Select(_ => Commands.Select(c => Run(tool, c.Arguments, folder.FullName)).ToList())
                .Skip(1).ToList(); // the first warms up
            return TextTable.Markdown(
                ["command", " median", " fastest", " slowest"],
                [
                    .. Commands.Select((c, i) => Row($"`{c.Shown}`", [.. runs.Select(run => run[i].Seconds)])),
                    Row("drawing the picture, of that", [.. runs.Select(run => Drawing(run[^1].Output))]),
                ]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string[] Row(string name, double[] seconds)
    {
        Array.Sort(seconds);
        return [name, Numbers.Seconds(seconds[seconds.Length / 2]), Numbers.Seconds(seconds[0]), Numbers.Seconds(seconds[^1])];
    }

    private static double Drawing(string json)
    {
        using var picture = JsonDocument.Parse(json);
        return picture.RootElement.GetProperty("elapsedSeconds").GetDouble();
    }

    private static (double Seconds, string Output) Run(string program, string[] arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? (Stopwatch.GetElapsedTime(begun).TotalSeconds, output)
            : throw new CaToMeException($"{program} {string.Join(' ', arguments)} failed: see above.");
    }
}

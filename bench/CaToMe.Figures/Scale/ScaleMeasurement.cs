using System.Diagnostics;
using CaToMe.Studies;

namespace CaToMe.Documents.Scale;

/// <summary>What the runner alone takes, without a model: the time of a picture, memory, and reading what is there.</summary>
internal sealed record ScaleMeasurement
{
    private const int Seeds = 10, Settings = 2, Copies = 10;

    /// <summary>Pictures that were drawn.</summary>
    internal required int Pictures { get; init; }

    /// <summary>Seconds of the whole run.</summary>
    internal required double RunSeconds { get; init; }

    /// <summary>Bytes of managed objects in use after a tenth of the pictures.</summary>
    internal required long EarlyBytes { get; init; }

    /// <summary>The same at the end.</summary>
    internal required long LateBytes { get; init; }

    /// <summary>Seconds in which a run finds that every picture is there.</summary>
    internal required double ResumeSeconds { get; init; }

    /// <summary>Seconds in which all lines are read.</summary>
    internal required double GatherSeconds { get; init; }

    /// <summary>Seconds in which ten times as many lines are read, from ten files.</summary>
    internal required double GatherManySeconds { get; init; }

    /// <summary>Bytes of a line.</summary>
    internal required double LineBytes { get; init; }

    /// <summary>Pictures in the fullest folder.</summary>
    internal required int MostFiles { get; init; }

    /// <summary>Time of a picture in milliseconds.</summary>
    internal double MillisecondsEach => 1000 * RunSeconds / Pictures;

    /// <summary>By how much memory grew with each picture, in bytes.</summary>
    internal double BytesEach => (LateBytes - EarlyBytes) / (0.9 * Pictures);

    /// <summary>Measures in a temporary folder.</summary>
    /// <param name="pictures">How many pictures, in steps of 20.</param>
    internal static ScaleMeasurement Make(int pictures)
    {
        var root = Directory.CreateTempSubdirectory("catome-scale-").FullName;
        try
        {
            return Make(pictures, root);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static ScaleMeasurement Make(int pictures, string root)
    {
        var (study, results) = (WriteStudy(pictures / (Seeds * Settings), root), Path.Combine(root, "results"));
        var memory = new List<long>();
        var run = Timed(() => Run(study, results, progress => Follow(progress, memory)));
        var resume = Timed(() => Run(study, results, _ => { }));
        var lines = Path.Combine(results, "pictures.jsonl");
        var many = Path.Combine(root, "many");
        CopyLines(lines, many);
        return new ScaleMeasurement
        {
            Pictures = pictures,
            RunSeconds = run,
            EarlyBytes = memory[0],
            LateBytes = memory[^1],
            ResumeSeconds = resume,
            GatherSeconds = Timed(() => Gather(results, pictures)),
            GatherManySeconds = Timed(() => Gather(many, Copies * pictures)),
            LineBytes = (double)new FileInfo(lines).Length / pictures,
            MostFiles = Directory.GetDirectories(Path.Combine(results, "pictures")).Max(d => Directory.GetFiles(d).Length),
        };
    }

    private static StudyFile WriteStudy(int prompts, string root)
    {
        File.WriteAllLines(Path.Combine(root, "prompts.txt"), Enumerable.Range(1, prompts).Select(n => $"a picture of a thing, number {n}"));
        var path = Path.Combine(root, "study.yaml");
        File.WriteAllText(path, $$"""
            promptFile: prompts.txt
            seeds: [{{string.Join(", ", Enumerable.Range(1, Seeds))}}]
            common: { size: 64x64 }
            settings: [{ name: baseline }, { name: merged, merge: catome:0.9 }]
            """);
        return StudyFile.Read(path);
    }

    private static void Run(StudyFile study, string results, Action<StudyProgress> tell) =>
        StudyRunner.Run(study, results, _ => new FreeModel(), StudyShard.Whole, new Teller(tell), CancellationToken.None);

    /// <summary>Looks at memory after a tenth, and at the end.</summary>
    private static void Follow(StudyProgress progress, List<long> memory)
    {
        if (progress.Drawn == progress.Pictures / 10 || progress.Drawn == progress.Pictures)
        {
            memory.Add(GC.GetTotalMemory(forceFullCollection: true));
        }
    }

    private static void Gather(string folder, int pictures)
    {
        var found = new StudyFolder(folder).Rows().LongCount();
        if (found != pictures)
        {
            throw new CaToMeException($"{found} of {pictures} lines were read.");
        }
    }

    /// <summary>As many files as there would be parts, each with items of its own.</summary>
    private static void CopyLines(string lines, string folder)
    {
        const int Place = 9; // The item's hash stands behind {"item":"
        Directory.CreateDirectory(folder);
        for (var copy = 1; copy <= Copies; copy++)
        {
            using var file = new StreamWriter(Path.Combine(folder, $"pictures.{copy}-of-{Copies}.jsonl"));
            foreach (var line in File.ReadLines(lines))
            {
                file.Write($"{line[..Place]}{Convert.ToUInt64(line.Substring(Place, 16), 16) ^ (ulong)copy:x16}{line[(Place + 16)..]}\n");
            }
        }
    }

    private static double Timed(Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalSeconds;
    }

    private sealed class Teller(Action<StudyProgress> tell) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) => tell(value);
    }
}

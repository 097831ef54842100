using CaToMe.Documents.Peers;
using CaToMe.Documents.Scale;
using CaToMe.Measuring;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Previews;
using CaToMe.Requests;
using CaToMe.Shell;
using CaToMe.Tuning;

namespace CaToMe.Documents;

/// <summary>What is measured of the embedded model, each part when a figure first needs it.</summary>
internal sealed class Study : IDisposable
{
    private static readonly string[] Settings =
    [
        "catome:0.88@every-5", "catome:0.9@every-5", "catome:0.9@0,10,20", "catome:0.9@0,1,2,4,7,11,16,21", "catome:0.92@every-5", "catome:0.92@0,5,10,15,20",
        "catome:0.92@0,10,20", "catome:0.92@0,1,2,4,7,11,16,21", "catome:0.94@0,8,16,24",
    ];

    private static readonly MergeOptions ToMe = new() { Method = MergeMethod.ToMe };

    private readonly bool quick;
    private readonly Lazy<DiffusionPipeline> pipeline = new(() => DiffusionPipeline.Load(EmbeddedModel.Path, new PipelineOptions { Device = "cpu" }));
    private readonly Lazy<IReadOnlyList<MergeMeasurementRecord>> records, pictures;
    private readonly Lazy<IReadOnlyList<UNetTiming>> published;
    private readonly Lazy<IReadOnlyList<PartTiming>> parts;
    private readonly Lazy<TuneResult> found;
    private readonly Lazy<StudyFigures> paper = new(StudyFigures.Make);

    /// <param name="quick">Two prompts, two candidates, four steps, no warming up.</param>
    internal Study(bool quick)
    {
        this.quick = quick;
        records = new(() => Measure(Prompts, [MergeOptions.None, ToMe, .. Settings.Take(quick ? 2 : Settings.Length).Select(MergeOptions.Parse)]));
        pictures = new(() => TakeOrMeasure([MergeOptions.None, ToMe, Recommendation.Merge]));
        parts = new(() => [.. PartBenchmark.Run(quick ? 1 : 5)]);
        found = new(() => FrontierFigures.Search(pipeline.Value, quick));
        published = new(() => Calls(BenchmarkSubject.StableDiffusion512, BenchmarkSubject.StableDiffusion768));
    }

    internal static string RecommendationsFile { get; } = Repository.PathOf("models", "recommendations.json");

    internal static string SelfCheckFile { get; } = Repository.PathOf("models", "self-check.json");

    /// <summary>The README's prompts, in its order.</summary>
    internal static IReadOnlyList<string> Shown { get; } = ["a butterfly on a yellow background", "a house", "a red apple"];

    /// <summary>A folder with traced networks; null where none is to be compared with.</summary>
    internal string? PeersFolder { get; init; }

    /// <summary>A single file of Stable Diffusion 1.x; null where none is to be loaded.</summary>
    internal string? Checkpoint { get; init; }

    /// <summary>What there is to measure with, as figures need it.</summary>
    internal IReadOnlyCollection<string> Given =>
        [.. new[] { (Figure.Peers, PeersFolder), (Figure.Checkpoint, Checkpoint) }.Where(g => g.Item2 is not null).Select(g => g.Item1)];

    /// <summary>Whether it is only seen that figures are made.</summary>
    internal bool IsQuick => quick;

    /// <summary>The hash of the model's weights.</summary>
    internal string Hash => pipeline.Value.Model.Hash;

    /// <summary>Every candidate, ToMe first.</summary>
    internal IReadOnlyList<Candidate> Candidates => Candidate.Of(records.Value);

    /// <summary>What is recommended for the model: see models/recommendations.json.</summary>
    /// <exception cref="CaToMeException">The weights are others than those that were measured.</exception>
    internal Recommendation Recommendation
    {
        get
        {
            using var file = File.OpenRead(RecommendationsFile);
            return Recommendations.Read(file).Of(Hash)
                ?? throw new CaToMeException($"{RecommendationsFile} does not know {Hash}: make the recommendation first.");
        }
    }

    /// <summary>The records of all prompts under the baseline, ToMe and the recommended setting.</summary>
    internal IReadOnlyList<MergeMeasurementRecord> Pictures => pictures.Value;

    /// <summary>The eight prompts of docs/benchmarks.md.</summary>
    internal IReadOnlyList<string> Prompts => quick ? [.. Shown.Take(2)] :
    [
        "a red apple", "3d icon of a rocket", "an owl on a blue background", "guitar, yellow background", .. Shown.Take(2), "a panda on a pink background",
        "an emoji of a pizza",
    ];

    /// <summary>One picture.</summary>
    internal GenerationResult Draw(string prompt, MergeOptions merge, bool collectPairs = false) => pipeline.Value.Generate(
        Request(prompt) with { Merge = Filled(merge), CollectPairs = collectPairs });

    /// <summary>One picture.</summary>
    internal GenerationResult Draw(GenerationRequest request) => pipeline.Value.Generate(request);

    /// <summary>One picture, and the previews on its way.</summary>
    internal (GenerationResult Result, IReadOnlyList<(int Step, RgbImage Image)> Previews) Draw(GenerationRequest request, PreviewOptions previews)
    {
        var seen = new Seen();
        return (pipeline.Value.GenerateAsync(request, seen, previews).GetAwaiter().GetResult(), seen.Previews);
    }

    /// <summary>What <c>catome doctor</c> compares with.</summary>
    internal SelfCheck RecordSelfCheck() => SelfCheck.Record(pipeline.Value);

    /// <summary>Prompts under settings; what these leave open is as recommended.</summary>
    internal IReadOnlyList<MergeMeasurementRecord> Measure(IEnumerable<string> prompts, IEnumerable<MergeOptions> settings) =>
        Measure(prompts, request => request, settings);

    /// <summary>The same for requests that are made of the prompts.</summary>
    internal IReadOnlyList<MergeMeasurementRecord> Measure(
        IEnumerable<string> prompts, Func<GenerationRequest, GenerationRequest> with, IEnumerable<MergeOptions> settings) =>
    [
        .. new MergeMeasurement(pipeline.Value).Run(
            [.. prompts.Select(Request).Select(with)],
            [.. settings.Select(s => MergeLabels.InWords(Filled(s)))],
            new MeasurementOptions { WarmUp = !quick }),
    ];

    /// <summary>What a search for recipes finds.</summary>
    internal TuneResult Found => found.Value;

    /// <summary>The study of docs/study.yaml, of the paper's claims.</summary>
    internal StudyFigures Paper => paper.Value;

    /// <summary>Writes the recipes that come with the library.</summary>
    internal void WriteRecipes() => FrontierFigures.WriteRecipes(pipeline.Value, Found);

    /// <summary>Ways of taking less time, beside fewer steps.</summary>
    internal string Savings() => ReuseTable.Of(pipeline.Value, Request(""), [.. SuggestedPrompts.For(pipeline.Value.Model).HeldOut.Take(quick ? 1 : 4)]);

    /// <summary>A study's runner alone.</summary>
    internal ScaleMeasurement Scale => ScaleMeasurement.Make(quick ? 2_000 : 100_000);

    /// <summary>U-Net calls of the embedded model, ours alone.</summary>
    internal IReadOnlyList<UNetTiming> EmbeddedCalls() => [.. UNetBenchmark.Run(CallsOf(BenchmarkSubject.Embedded256))];

    /// <summary>U-Net calls of SD 1.5's geometry, ours alone or in turn with the peers.</summary>
    internal IReadOnlyList<UNetTiming> PublishedCalls => published.Value;

    /// <summary>The parts of a U-Net call, by every way of computing them.</summary>
    internal IReadOnlyList<PartTiming> Parts => parts.Value;

    /// <summary>Pictures decoded with SD 1.5's autoencoder.</summary>
    internal IEnumerable<DecodingTiming> Decodings =>
        new[] { "float32", "bfloat16" }.SelectMany(dtype => DecodingBenchmark.Run(dtype, quick ? [16] : [64, 96], repeats: quick ? 1 : 2));

    /// <summary>U-Net calls of every network in turn with the peers.</summary>
    internal IReadOnlyList<UNetTiming> PeersCalls() => [.. Calls(BenchmarkSubject.Embedded256), .. PublishedCalls];

    public void Dispose()
    {
        if (pipeline.IsValueCreated)
        {
            pipeline.Value.Dispose();
        }
    }

    private IReadOnlyList<MergeMeasurementRecord> TakeOrMeasure(IReadOnlyList<MergeOptions> settings)
    {
        var known = records.IsValueCreated ? records.Value.Where(r => settings.Contains(r.Setting.Options)).ToList() : [];
        return known.Select(r => r.Setting).Distinct().Count() == settings.Count ? known : Measure(Prompts, settings);
    }

    /// <summary>A whole setting needs no recommendation, which is chosen among such ones.</summary>
    private MergeOptions Filled(MergeOptions merge) =>
        merge.Method == MergeMethod.CaToMe && (merge.Threshold is null || merge.Checkpoints is null) ? merge.FilledFrom(Recommendation.Merge) : merge;

    private List<UNetTiming> Calls(params BenchmarkSubject[] subjects) =>
    [
        .. subjects.SelectMany(subject => PeersFolder is { } folder
            ? UNetBenchmark.Run(CallsOf(subject), input => TracedContender.Of(folder, input), CancellationToken.None)
            : UNetBenchmark.Run(CallsOf(subject))),
    ];

    private UNetBenchmarkOptions CallsOf(BenchmarkSubject subject)
    {
        var options = new UNetBenchmarkOptions
        {
            Subjects = [subject], Repeats = quick ? 1 : subject == BenchmarkSubject.Embedded256 ? 9 : 2, EmbeddedMerge = Recommendation.Merge,
        };
        // At 768 pixels, six networks of SD 1.5's size in two types do not fit into 24 GB.
        return subject == BenchmarkSubject.StableDiffusion768 ? options with { Dtypes = ["float32"] } : options;
    }

    /// <summary>How the pictures of the pages are drawn.</summary>
    internal GenerationRequest Request(string prompt)
    {
        var request = new GenerationRequest { Prompt = prompt, GuidanceScale = Recommendations.Shipped.OfEmbedded.GuidanceScale };
        return quick ? request with { Steps = 4 } : request;
    }

    private sealed class Seen : IProgress<GenerationProgress>
    {
        internal List<(int Step, RgbImage Image)> Previews { get; } = [];

        public void Report(GenerationProgress value)
        {
            if (value.Previews is [var image, ..])
            {
                Previews.Add((value.Step, image));
            }
        }
    }
}

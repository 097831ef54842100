using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Tests.Imaging;

namespace CaToMe.Tests.Measuring;

/// <summary>Answers requests without a model: merged pictures are noisier and faster, and every call is noted.</summary>
internal sealed class FakeModel
{
    private static readonly string[] Blocks =
    [
        "down_blocks.0.attentions.0.transformer_blocks.0", "down_blocks.0.attentions.1.transformer_blocks.0",
        "up_blocks.3.attentions.0.transformer_blocks.0", "up_blocks.3.attentions.1.transformer_blocks.0", "up_blocks.3.attentions.2.transformer_blocks.0",
    ];

    private readonly List<GenerationRequest> calls = [];

    internal IReadOnlyList<GenerationRequest> Calls => calls;

    /// <summary>Seconds of a request; the number of calls so far is the second argument.</summary>
    internal Func<GenerationRequest, int, double> Seconds { get; init; } = (request, _) => request.Merge.Method == MergeMethod.None ? 3 : 2;

    internal int ImageSize { get; init; } = 16;

    internal GenerationResult Generate(GenerationRequest request, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        calls.Add(request);
        var elapsed = TimeSpan.FromSeconds(Seconds(request, calls.Count));
        progress?.Report(new GenerationProgress(1, request.Steps, 1, request.Steps, 0, elapsed, null));
        var noise = request.Merge.Method == MergeMethod.None ? 0 : (int)(40 * (1.05 - request.Merge.EffectiveThreshold));
        return new GenerationResult
        {
            Request = request,
            Images = [.. Enumerable.Range(0, request.Batch).Select(i => TestImages.Noisy(ImageSize, ImageSize, (i + 1) * noise, (int)request.Seed))],
            Latents = new Latents([], [request.Batch, 4, 0, 0]),
            Elapsed = elapsed,
            SamplingTime = elapsed,
            Statistics = request.Merge.Method == MergeMethod.None ? MergeStatistics.Empty : Statistics(request),
            Warnings = [],
            Model = Model,
        };
    }

    internal static ModelInfo Model { get; } = new()
    {
        Name = "tiny: the model",
        Path = "/somewhere/tiny",
        Hash = "0123456789",
        Family = "SD 1.x",
        Device = "cpu",
        Dtype = "float32",
        DefaultWidth = 64,
        DefaultHeight = 64,
        DefaultGuidanceScale = 7.5,
        DefaultSampler = "pndm",
        RecommendedMerge = new MergeOptions { Method = MergeMethod.CaToMe },
        AutoencoderFactor = 8,
    };

    /// <summary>Pairs that drift from call to call, more at the start and in the later blocks.</summary>
    internal static MergeStatistics Statistics(GenerationRequest request, int tokens = 256)
    {
        var random = new Random((int)request.Seed);
        var checkpoints = request.Merge.EffectiveCheckpoints.For(request.Steps);
        var sources = Enumerable.Range(0, tokens).Where(t => t % 4 != 0).ToArray();
        var pairs = Blocks.ToDictionary(b => b, _ => sources.ToDictionary(s => s, s => s / 4 * 4));
        List<BlockCall> result = [];
        for (var call = 0; call < request.Steps; call++)
        {
            foreach (var (index, block) in Blocks.Index())
            {
                var change = (0.1 + (0.05 * index)) * (0.4 + (1.5 * Math.Exp(-call / 4.0)));
                foreach (var source in sources.Where(_ => random.NextDouble() < change))
                {
                    pairs[block][source] = 4 * random.Next(tokens / 4);
                }

                float[] Similarities() => [.. sources.Select(_ => (float)(1 - Math.Pow(random.NextDouble(), 3) * (0.5 + (0.08 * index)))).OrderDescending()];
                var computed = checkpoints.Contains(call);
                result.Add(new BlockCall(block, call, tokens, [sources.Length / 2, sources.Length / 2], computed)
                {
                    Pairs = computed ? [.. Enumerable.Range(0, 2).Select(_ => pairs[block].Select(p => (p.Key, p.Value)).ToList())] : null,
                    Similarities = computed ? [Similarities(), Similarities()] : null,
                });
            }
        }

        return new MergeStatistics(result);
    }
}

using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Studies;

namespace CaToMe.Documents.Scale;

/// <summary>A made-up model that draws the same picture for nothing.</summary>
internal sealed class FreeModel : IStudyModel
{
    private static readonly RgbImage Picture = new(64, 64, new byte[3 * 64 * 64]);

    public ModelInfo Info { get; } = new()
    {
        Name = "free",
        Path = "free",
        Hash = "0000000000",
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

    public GenerationResult Generate(GenerationRequest request, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken) => new()
    {
        Request = request,
        Images = [Picture],
        Latents = new Latents([], [1, 4, 0, 0]),
        Elapsed = TimeSpan.Zero,
        SamplingTime = TimeSpan.Zero,
        Statistics = MergeStatistics.Empty,
        Warnings = [],
        Model = Info,
    };

    public void Dispose()
    {
    }
}

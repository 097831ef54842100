using System.Text.Json;
using CaToMe.Models;
using CaToMe.Requests;

namespace CaToMe.Measuring;

/// <summary>
/// Draws a small picture with the embedded model and compares its latents with recorded ones: whether this machine computes
/// the right numbers, in a few seconds.
/// </summary>
/// <param name="ModelHash">The hash of the weights that the latents were recorded with.</param>
/// <param name="Shape">[1, 4, h, w].</param>
/// <param name="Latents">The recorded numbers.</param>
public sealed record SelfCheck(string ModelHash, long[] Shape, float[] Latents)
{
    /// <summary>The largest difference that passes in float32, in standard deviations of the recorded latents.</summary>
    public const double Limit = 1e-3;

    /// <summary>The same in bfloat16 and float16.</summary>
    public const double HalfLimit = 0.5;

    /// <summary>What is drawn.</summary>
    internal static GenerationRequest Request { get; } = new() { Prompt = "a red apple", Width = 128, Height = 128, Steps = 4, Seed = 1 };

    /// <summary>The recording that comes with the library.</summary>
    internal static SelfCheck Shipped { get; } = ReadShipped();

    /// <summary>Records.</summary>
    internal static SelfCheck Record(DiffusionPipeline pipeline)
    {
        var latents = pipeline.Generate(Request).Latents;
        return new SelfCheck(pipeline.Model.Hash, latents.Shape, latents.Values);
    }

    /// <summary>Draws and compares.</summary>
    /// <param name="options">Where and in which type.</param>
    /// <param name="cancellationToken">Takes effect before the network's next layer.</param>
    /// <exception cref="CaToMeException">The embedded model's weights are others than those that were recorded with.</exception>
    public static async Task<SelfCheckResult> RunAsync(PipelineOptions options, CancellationToken cancellationToken = default)
    {
        using var pipeline = await DiffusionPipeline.LoadAsync(EmbeddedModel.Path, options, cancellationToken: cancellationToken).ConfigureAwait(false);
        return pipeline.Model.Hash == Shipped.ModelHash
            ? Shipped.Compare(await pipeline.GenerateAsync(Request, cancellationToken: cancellationToken).ConfigureAwait(false))
            : throw new CaToMeException(
                $"The embedded model in {EmbeddedModel.Path} has other weights ({pipeline.Model.Hash}) than those of the recorded latents "
                + $"({Shipped.ModelHash}). Install CaToMe again.");
    }

    internal SelfCheckResult Compare(GenerationResult run)
    {
        var mean = Latents.Average();
        var deviation = Math.Sqrt(Latents.Average(x => Math.Pow(x - mean, 2)));
        var largest = Latents.Zip(run.Latents.Values, (recorded, drawn) => Math.Abs(recorded - drawn)).Max();
        return new SelfCheckResult(largest / deviation, run.Model.Dtype == "float32" ? Limit : HalfLimit, run.Elapsed);
    }

    private static SelfCheck ReadShipped()
    {
        using var stream = typeof(SelfCheck).Assembly.GetManifestResourceStream("self-check.json")!;
        return JsonSerializer.Deserialize<SelfCheck>(stream, JsonSerializerOptions.Web)!;
    }

    /// <summary>The file's text.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web) + "\n";
}

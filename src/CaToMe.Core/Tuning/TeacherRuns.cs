using CaToMe.Measuring;
using CaToMe.Requests;
using static TorchSharp.torch;

namespace CaToMe.Tuning;

/// <summary>Fine runs, whose latents show where steps may be long.</summary>
internal static class TeacherRuns
{
    /// <summary>Draws prompts finely, and learns their latents.</summary>
    /// <param name="pipeline">The model.</param>
    /// <param name="template">Size, seed and guidance scale.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="keep">Is given each prompt's converged picture.</param>
    /// <param name="cancellation">Takes effect before the next layer.</param>
    internal static TimestepSearch Learn(
        DiffusionPipeline pipeline, GenerationRequest template, IReadOnlyList<string> prompts, Action<string, RgbImage> keep, CancellationToken cancellation)
    {
        var runs = new List<Tensor>();
        try
        {
            foreach (var prompt in prompts)
            {
                runs.Add(Run(pipeline, ConvergedRun.Of(template) with { Prompt = prompt }, keep, cancellation));
            }

            return new TimestepSearch(pipeline.ScheduleOf(ConvergedRun.Of(template)), runs);
        }
        finally
        {
            runs.ForEach(run => run.Dispose());
        }
    }

    /// <summary>The latents before the first step and after each, [n + 1, d].</summary>
    private static Tensor Run(DiffusionPipeline pipeline, GenerationRequest request, Action<string, RgbImage> keep, CancellationToken cancellation)
    {
        var seen = new List<Tensor>();
        var before = pipeline.LatentsObserver;
        pipeline.LatentsObserver = (_, latents) => seen.Add(latents.cpu().clone().DetachFromDisposeScope());
        try
        {
            keep(request.Prompt, pipeline.Generate(request, null, cancellation).Images[0]);
            using var generator = new Generator(unchecked((ulong)request.Seed), CPU);
            using var noise = randn(seen[0].shape, ScalarType.Float32, generator: generator);
            return stack([noise, .. seen]).flatten(1).DetachFromDisposeScope();
        }
        finally
        {
            pipeline.LatentsObserver = before;
            seen.ForEach(latents => latents.Dispose());
        }
    }
}

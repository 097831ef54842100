using CaToMe.Metrics;
using CaToMe.Recipes;
using CaToMe.Requests;

namespace CaToMe.Tuning;

/// <summary>Draws pictures and compares them with converged ones; what was drawn before is not drawn again.</summary>
/// <param name="pipelines">The model in each type.</param>
/// <param name="converged">Settings of pictures that more steps change no more.</param>
/// <param name="log">Remembers.</param>
/// <param name="drawn">Told after each picture.</param>
/// <param name="cancellation">Takes effect before the next layer of a network.</param>
internal sealed class Trials(
    IReadOnlyDictionary<string, DiffusionPipeline> pipelines, GenerationRequest converged, TrialLog log, Action drawn, CancellationToken cancellation)
{
    private readonly Dictionary<string, RgbImage> targets = new(StringComparer.Ordinal);
    private readonly HashSet<string> learned = new(StringComparer.Ordinal);
    private readonly CallCosts costs = new();

    /// <summary>Draws a prompt under settings, and compares.</summary>
    internal Trial Draw(string prompt, Candidate candidate)
    {
        var request = candidate.Request with { Prompt = prompt };
        var model = pipelines[candidate.Dtype].Model;
        var key = $"{model.Hash} {model.Threads} {candidate.Dtype} {request.Width}x{request.Height} {request.GuidanceScale} {request.Seed} {prompt}: "
            + string.Join(' ', Recipe.Of("", request).Settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}"));
        if (log.Find(key) is not { } trial)
        {
            log.Add(key, trial = Draw(request, candidate.Dtype));
            drawn();
        }

        if (learned.Add(key))
        {
            costs.Learn(trial.Calls);
        }

        return trial;
    }

    /// <summary>A candidate over prompts.</summary>
    internal Measured Measure(IReadOnlyList<string> prompts, Candidate candidate) =>
        new(candidate, [.. prompts.Select(prompt => Draw(prompt, candidate))], costs);

    /// <summary>Keeps a converged picture that was drawn elsewhere.</summary>
    internal void Keep(string prompt, RgbImage target)
    {
        targets[prompt] = target;
        drawn();
    }

    private Trial Draw(GenerationRequest request, string dtype)
    {
        var target = Target(request.Prompt);
        var times = new CallTimes();
        var result = pipelines[dtype].Generate(request, times, cancellation);
        return new Trial(ImageQuality.MeanSquaredError(result.Images[0], target), times.ByKind(result.Request, _ => dtype));
    }

    private RgbImage Target(string prompt)
    {
        if (!targets.TryGetValue(prompt, out var target))
        {
            target = pipelines.Values.First().Generate(converged with { Prompt = prompt }, null, cancellation).Images[0];
            Keep(prompt, target);
        }

        return target;
    }
}

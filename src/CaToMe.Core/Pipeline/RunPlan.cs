using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Sampling;

namespace CaToMe.Pipeline;

/// <summary>A run before it begins: a request that is checked, with everything that it left to the model filled in.</summary>
internal sealed class RunPlan
{
    private RunPlan(GenerationRequest request, ModelInfo model)
    {
        Request = request;
        IsGuided = request.GuidanceScale > 1 && !model.EmbedsGuidance;
        Passes = [FirstPass(request), .. request.Hires == 1 ? [] : new[] { SecondPass(request, model) }];
        GuidanceScale = request.GuidanceScale!.Value;
        Sampler = request.Sampler!;
    }

    /// <summary>The request with everything filled in: what a picture's metadata records.</summary>
    internal GenerationRequest Request { get; }

    /// <summary>One pass, or two.</summary>
    internal IReadOnlyList<PassPlan> Passes { get; }

    /// <summary>The guidance scale.</summary>
    internal double GuidanceScale { get; }

    /// <summary>Whether the negative prompt is predicted too.</summary>
    internal bool IsGuided { get; }

    /// <summary>The sampler's name.</summary>
    internal string Sampler { get; }

    /// <summary>How tokens are merged.</summary>
    internal MergeOptions Merge => Request.Merge;

    /// <summary>What the U-Net gets in a pass.</summary>
    internal BatchShape ShapeOf(PassPlan pass) => new(pass.Width, pass.Height, Request.Batch, IsGuided);

    /// <summary>Plans a run.</summary>
    /// <exception cref="OptionException">A setting is not accepted.</exception>
    internal static RunPlan Of(GenerationRequest request, ModelInfo model) => new(request.Resolve(model), model);

    private static PassPlan FirstPass(GenerationRequest request) => new(
        request.Width!.Value, request.Height!.Value,
        request.InitImage is null ? new StepRange(request.Steps) : StepRange.Last(request.Steps, request.Strength));

    private static PassPlan SecondPass(GenerationRequest request, ModelInfo model)
    {
        var (width, height) = RunSize.Larger(request, model.AutoencoderFactor);
        var steps = request.HiresSteps is { } taken
            ? StepRange.Taking(taken, request.HiresStrength)
            : StepRange.Last(request.Steps, request.HiresStrength);
        return new PassPlan(width, height, steps);
    }
}

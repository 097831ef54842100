using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Requests;

namespace CaToMe.Pipeline;

/// <summary>A run before it begins: a request that is checked, with everything that it left to the model filled in.</summary>
internal sealed class RunPlan
{
    private RunPlan(GenerationRequest request)
    {
        Request = request;
        (Width, Height) = (request.Width!.Value, request.Height!.Value);
        GuidanceScale = request.GuidanceScale!.Value;
        Sampler = request.Sampler!;
    }

    /// <summary>The request with everything filled in: what a picture's metadata records.</summary>
    internal GenerationRequest Request { get; }

    /// <summary>Picture width in pixels.</summary>
    internal int Width { get; }

    /// <summary>Picture height in pixels.</summary>
    internal int Height { get; }

    /// <summary>The guidance scale.</summary>
    internal double GuidanceScale { get; }

    /// <summary>Whether the negative prompt is predicted too.</summary>
    internal bool IsGuided => GuidanceScale > 1;

    /// <summary>The sampler's name.</summary>
    internal string Sampler { get; }

    /// <summary>How tokens are merged.</summary>
    internal MergeOptions Merge => Request.Merge;

    /// <summary>What the U-Net gets.</summary>
    internal BatchShape BatchShape => new(Width, Height, Request.Batch, IsGuided);

    /// <summary>Plans a run.</summary>
    /// <exception cref="OptionException">A setting is not accepted.</exception>
    internal static RunPlan Of(GenerationRequest request, ModelInfo model) => new(request.Resolve(model));
}

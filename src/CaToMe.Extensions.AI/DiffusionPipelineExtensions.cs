using Microsoft.Extensions.AI;

namespace CaToMe.Extensions.AI;

/// <summary>A loaded model for Microsoft.Extensions.AI.</summary>
public static class DiffusionPipelineExtensions
{
    /// <summary>A generator that draws with this model, which stays when the generator is disposed.</summary>
    /// <param name="pipeline">The model.</param>
    /// <param name="defaults">What a picture is drawn with where a request says nothing else: see <see cref="CaToMeOptions.Defaults"/>. Null: nothing.</param>
    public static IImageGenerator AsIImageGenerator(this DiffusionPipeline pipeline, IEnumerable<KeyValuePair<string, string>>? defaults = null) =>
        new CaToMeImageGenerator(pipeline, defaults);
}

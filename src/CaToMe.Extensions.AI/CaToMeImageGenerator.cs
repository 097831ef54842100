using CaToMe.Imaging;
using CaToMe.Models;
using CaToMe.Requests;
using Microsoft.Extensions.AI;

namespace CaToMe.Extensions.AI;

/// <summary>
/// Draws pictures for Microsoft.Extensions.AI. Any number of threads may call it: the model is loaded once, by the first request, and requests are drawn one
/// after the other in the order in which they come.
/// </summary>
public sealed class CaToMeImageGenerator : IImageGenerator
{
    private readonly SharedModel model;
    private readonly RequestReader reader;
    private readonly ImageGeneratorMetadata metadata;
    private readonly string? configured;

    /// <summary>Draws with a model that is loaded when it is first needed, and freed with this.</summary>
    /// <param name="options">The model, and what holds for every picture. Null: the embedded model.</param>
    public CaToMeImageGenerator(CaToMeOptions? options = null)
    {
        var chosen = options ?? new CaToMeOptions();
        configured = chosen.Model;
        model = new SharedModel(ending => DiffusionPipeline.LoadAsync(chosen.Model, chosen.Pipeline, null, ending), isOwned: true);
        reader = new RequestReader(chosen.Defaults);
        metadata = Describe(chosen.Model ?? Path.GetFileName(EmbeddedModel.Path));
    }

    /// <summary>Draws with a model that is loaded already, and stays when this is disposed.</summary>
    /// <param name="pipeline">The model.</param>
    /// <param name="defaults">What a picture is drawn with where a request says nothing else: see <see cref="CaToMeOptions.Defaults"/>. Null: nothing.</param>
    public CaToMeImageGenerator(DiffusionPipeline pipeline, IEnumerable<KeyValuePair<string, string>>? defaults = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        model = new SharedModel(_ => Task.FromResult(pipeline), isOwned: false);
        reader = new RequestReader(defaults ?? []);
        metadata = Describe(pipeline.Model.Name);
    }

    /// <summary>Draws.</summary>
    /// <param name="request">The prompt; of the original images at most one, a <see cref="DataContent"/>, which is begun at.</param>
    /// <param name="options">
    /// Count, size, model and settings: <see cref="ImageGenerationOptions.AdditionalProperties"/> has those of <see cref="RequestSettings"/> by their
    /// names, such as <c>steps</c> and <c>seed</c>, <c>merge</c> (a <see cref="Merging.MergeOptions"/> or its notation), and <c>mask</c> (a
    /// <see cref="DataContent"/>).
    /// Without a seed one is drawn at random. <see cref="ImageGenerationOptions.RawRepresentationFactory"/> may return a <see cref="GenerationRequest"/> to
    /// begin with.
    /// </param>
    /// <param name="cancellationToken">Takes effect before the next of a network's layers, and at once while the request waits for its turn.</param>
    /// <returns>
    /// PNG files as <see cref="DataContent"/>, with their settings inside; the <see cref="GenerationResult"/> of each, with its warnings, is the content's
    /// <see cref="AIContent.RawRepresentation"/>, and the list of them the response's.
    /// </returns>
    /// <exception cref="CaToMeException">A setting is not accepted, the model cannot be loaded, or what it draws is not finite.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled, or the generator was disposed meanwhile.</exception>
    /// <exception cref="ObjectDisposedException">The generator was disposed.</exception>
    public async Task<ImageGenerationResponse> GenerateAsync(
        ImageGenerationRequest request, ImageGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var requests = reader.Read(request, options, this);
        var pipeline = await model.GetAsync(cancellationToken).ConfigureAwait(false);
        RefuseOtherModel(options?.ModelId, pipeline.Model.Name);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, model.Ending);
        var results = new List<GenerationResult>();
        foreach (var each in requests)
        {
            results.Add(await pipeline.GenerateAsync(each, null, ending.Token).ConfigureAwait(false));
        }

        return new ImageGenerationResponse([.. results.SelectMany(Contents)]) { RawRepresentation = results };
    }

    /// <summary>What else is known: <see cref="DiffusionPipeline"/> (which is loaded where it is not yet), metadata, this.</summary>
    /// <param name="serviceType">The type that is asked for.</param>
    /// <param name="serviceKey">There is nothing by a key.</param>
    /// <returns>Null for other types.</returns>
    /// <exception cref="CaToMeException">The model cannot be loaded.</exception>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(DiffusionPipeline) ? model.GetAsync(CancellationToken.None).GetAwaiter().GetResult()
            : serviceType == typeof(ImageGeneratorMetadata) ? metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Cancels what is being drawn or waits, and frees the model, unless it was given.</summary>
    public void Dispose() => model.Dispose();

    private static ImageGeneratorMetadata Describe(string model) => new("catome", defaultModelId: model);

    private static IEnumerable<AIContent> Contents(GenerationResult result) => result.Images.Select((image, i) =>
        new DataContent(PngFile.Encode(image, ImageMetadata.Of(result, i).ToText()), "image/png") { RawRepresentation = result });

    private void RefuseOtherModel(string? asked, string loaded)
    {
        if (asked is not null && asked != loaded && asked != configured)
        {
            throw new OptionException(
                nameof(ImageGenerationOptions.ModelId), asked,
                $"this generator draws with {loaded}: leave it out, or use a generator that was made for the model.");
        }
    }
}

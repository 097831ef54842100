using CaToMe.Conditioning;
using CaToMe.Requests;
using CaToMe.Runtime;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Metrics;

/// <summary>
/// CLIP score (Hessel et al., 2021): how well a picture fits its prompt, 100 times the cosine between CLIP's embeddings of the two, at least 0. The
/// model is a folder in transformers' layout, such as openai/clip-vit-base-patch32.
/// </summary>
public sealed class ClipScore : IDisposable
{
    // What the published models normalise pictures by.
    private static readonly float[] Mean = [0.48145466f, 0.4578275f, 0.40821073f], Deviation = [0.26862954f, 0.26130258f, 0.27577711f];

    private readonly WeightReader reader;
    private readonly ClipTextModel text;
    private readonly ClipVisionModel vision;
    private readonly ClipTokenizer tokenizer;
    private readonly Dictionary<string, Tensor> prompts = new(StringComparer.Ordinal);

    /// <summary>Builds both encoders from their parameters.</summary>
    internal ClipScore(ITensorSource source, ModelConfig config, ClipTokenizer tokenizer, Device? device = null)
    {
        reader = new WeightReader(source, device ?? CPU, ScalarType.Float32);
        var (textConfig, visionConfig) = ClipVisionConfig.From(config);
        (text, vision, this.tokenizer) = (new ClipTextModel(reader, textConfig), new ClipVisionModel(reader, visionConfig), tokenizer);
    }

    /// <summary>Loads a model, in float32.</summary>
    /// <param name="folder">A folder with <c>config.json</c>, <c>model.safetensors</c> and a tokenizer; without one, OpenAI's is used.</param>
    /// <param name="device">Where it runs; null takes the CPU.</param>
    /// <exception cref="ModelException">The folder is missing, has its weights as pickle, or is no CLIP model.</exception>
    /// <exception cref="NativeRuntimeException">There is no libtorch.</exception>
    public static ClipScore Load(string folder, Device? device = null)
    {
        NativeRuntime.Load();
        using var files = new TensorFiles(WeightFiles.Find(folder));
        var hasTokenizer = File.Exists(Path.Combine(folder, "tokenizer.json")) || File.Exists(Path.Combine(folder, "vocab.json"));
        return new ClipScore(
            files, ModelConfig.Read(Path.Combine(folder, "config.json")), hasTokenizer ? ClipTokenizer.Load(folder) : ClipTokenizer.OpenAI(), device);
    }

    /// <summary>The score of a picture.</summary>
    /// <param name="image">The picture, of any size. What is not square is cut at both ends.</param>
    /// <param name="prompt">Its prompt; what is longer than 75 tokens does not count.</param>
    /// <returns>From 0 to 100; pictures that fit have 25 to 35 with the published models.</returns>
    public double Of(RgbImage image, string prompt)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var picture = Unit(vision.Forward(Pixels(image))); // [1, P]
        return Math.Max(0, 100 * (picture * Embedded(prompt)).sum().item<float>());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var prompt in prompts.Values)
        {
            prompt.Dispose();
        }

        reader.Dispose();
    }

    /// <summary>A prompt's embedding, computed once: [1, P].</summary>
    private Tensor Embedded(string prompt)
    {
        if (!prompts.TryGetValue(prompt, out var known))
        {
            var ids = tensor(tokenizer.Encode(prompt).Ids, device: reader.Device).unsqueeze(0); // [1, 77]
            prompts[prompt] = known = Unit(text.Forward(ids).TextEmbeds!).DetachFromDisposeScope();
        }

        return known;
    }

    /// <summary>The middle of a picture, as the image encoder reads it: [1, 3, S, S].</summary>
    private Tensor Pixels(RgbImage image)
    {
        var size = vision.ImageSize;
        var shorter = Math.Min(image.Width, image.Height);
        var (width, height) = ((int)((long)image.Width * size / shorter), (int)((long)image.Height * size / shorter));
        var resized = BicubicResize.To(image, width, height);
        var x = tensor(resized.Pixels, [1, height, width, 3], dtype: ScalarType.Byte, device: CPU).permute(0, 3, 1, 2)
            .narrow(2, (height - size) / 2, size).narrow(3, (width - size) / 2, size)
            .to(ScalarType.Float32, reader.Device) / 255;
        return (x - Channels(Mean)) / Channels(Deviation);

        Tensor Channels(float[] values) => tensor(values, [1, 3, 1, 1], device: reader.Device);
    }

    private static Tensor Unit(Tensor x) => x / x.norm(-1, true, 2);
}

using CaToMe.Conditioning;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Conditioning;

/// <summary>Text encoders and tokenizers of the parity data's models.</summary>
internal static class TextModels
{
    /// <summary>The tokenizer beside a text encoder: <c>text_encoder_2</c> has <c>tokenizer_2</c>.</summary>
    internal static ClipTokenizer Tokenizer(string model, string encoder = "text_encoder") =>
        ClipTokenizer.Load(Path.Combine(Golden.Model(model), encoder.Replace("text_encoder", "tokenizer")));

    internal static ClipTextModel Encoder(string model, string encoder = "text_encoder")
    {
        using var file = SafetensorsFile.Open(Path.Combine(Golden.Model(model), encoder, "model.safetensors"));
        return new ClipTextModel(new WeightReader(new FileSource(file), CPU, ScalarType.Float32), Config(model, encoder));
    }

    internal static ClipTextConfig Config(string model, string encoder = "text_encoder") =>
        ClipTextConfig.From(ModelConfig.Read(Path.Combine(Golden.Model(model), encoder, "config.json")));

    internal static PromptEncoder Prompts(string model) => Directory.Exists(Path.Combine(Golden.Model(model), "text_encoder_2"))
        ? new PromptEncoder(Stage(model, "text_encoder"), Stage(model, "text_encoder_2"))
        : new PromptEncoder(Stage(model, "text_encoder"));

    private static PromptStage Stage(string model, string encoder) => new(Tokenizer(model, encoder), Encoder(model, encoder));
}

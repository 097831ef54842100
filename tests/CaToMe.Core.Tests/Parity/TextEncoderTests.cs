using CaToMe.Tests.Conditioning;
using static TorchSharp.torch;

namespace CaToMe.Tests.Parity;

[Trait("Category", "Parity")]
public class TextEncoderTests
{
    private const double Tolerance = 1e-4;

    /// <summary>The recorded text encoders: model, part and texts.</summary>
    internal static IEnumerable<(string Model, string Encoder, string[] Texts)> Parts() =>
        from path in Golden.Has("components") ? Directory.GetFiles(Golden.PathOf("components"), "*.json") : []
        from part in Golden.Cases("components", Path.GetFileName(path))
        where part.TryGetProperty("texts", out _)
        select (Path.GetFileNameWithoutExtension(path), part.GetProperty("part").GetString()!,
            part.GetProperty("texts").EnumerateArray().Select(t => t.GetString()!).ToArray());

    [Fact]
    public void Hidden_states_and_pooled_outputs_are_transformers()
    {
        foreach (var (model, encoder, _) in Parts())
        {
            using var scope = NewDisposeScope();
            using var file = Golden.Tensors("components", model + ".safetensors");
            using var network = TextModels.Encoder(model, encoder);

            var output = network.Forward(file.Load(encoder + "/ids"));

            var outputs = output.HiddenStates.Select((h, i) => ($"hidden{i}", h))
                .Append(("last", output.Last)).Append(("pooled", output.Pooled)).ToDictionary();
            if (output.TextEmbeds is { } embeds)
            {
                outputs["text_embeds"] = embeds;
            }

            var recorded = file.Entries.Keys.Where(k => k.StartsWith(encoder + "/") && k != encoder + "/ids").ToList();
            Assert.NotEmpty(recorded);
            foreach (var key in recorded)
            {
                Assert.InRange(Golden.RelativeError(outputs[key.Split('/')[1]], file.Load(key)), 0, Tolerance);
            }
        }
    }

    [Fact]
    public void One_text_encoder_gives_its_last_state_and_clip_skip_norms_an_earlier_one()
    {
        foreach (var (model, encoder, texts) in Parts().GroupBy(p => p.Model).Where(g => g.Count() == 1).Select(g => g.Single()))
        {
            using var scope = NewDisposeScope();
            using var file = Golden.Tensors("components", model + ".safetensors");
            using var weights = Golden.Tensors("models", model, encoder, "model.safetensors");
            using var prompts = TextModels.Prompts(model);
            var (weight, bias) = (FinalNorm(weights, "weight"), FinalNorm(weights, "bias"));

            Assert.InRange(Golden.RelativeError(prompts.Encode(texts).Context, file.Load(encoder + "/last")), 0, Tolerance);
            for (var skip = 0; skip <= prompts.MaxSkippedLayers; skip++)
            {
                var hidden = file.Load($"{encoder}/hidden{prompts.MaxSkippedLayers - skip}");
                var expected = nn.functional.layer_norm(hidden, [hidden.shape[2]], weight, bias);
                var actual = prompts.Encode(texts, skip);
                Assert.InRange(Golden.RelativeError(actual.Context, expected), 0, Tolerance);
                Assert.Null(actual.Pooled);
            }
        }

        static Tensor FinalNorm(CaToMe.Weights.SafetensorsFile file, string name) =>
            file.Load(file.Entries.Keys.Single(k => k.EndsWith("final_layer_norm." + name))).to(ScalarType.Float32);
    }

    [Fact]
    public void Two_text_encoders_give_their_second_to_last_states_side_by_side_and_the_projection()
    {
        foreach (var pair in Parts().GroupBy(p => p.Model).Where(g => g.Count() == 2))
        {
            using var scope = NewDisposeScope();
            using var file = Golden.Tensors("components", pair.Key + ".safetensors");
            using var prompts = TextModels.Prompts(pair.Key);
            for (var skip = 0; skip <= prompts.MaxSkippedLayers; skip++)
            {
                var expected = cat(pair.Select(p => file.Load($"{p.Encoder}/hidden{prompts.MaxSkippedLayers - skip}")).ToArray(), -1);
                var actual = prompts.Encode(pair.First().Texts, skip);
                Assert.InRange(Golden.RelativeError(actual.Context, expected), 0, Tolerance);
                Assert.InRange(Golden.RelativeError(actual.Pooled!, file.Load(pair.Last().Encoder + "/text_embeds")), 0, Tolerance);
            }
        }
    }
}

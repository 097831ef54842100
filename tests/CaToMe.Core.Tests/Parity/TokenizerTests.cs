using CaToMe.Tests.Conditioning;
using CaToMe.Conditioning;
using static TorchSharp.torch;

namespace CaToMe.Tests.Parity;

[Trait("Category", "Parity")]
public class TokenizerTests
{
    [Fact]
    public void Texts_give_transformers_ids_and_counts()
    {
        foreach (var recorded in Golden.Cases("tokenizer", "cases.json").GroupBy(c => c.GetProperty("tokenizer").GetString()!))
        {
            foreach (var tokenizer in Tokenizers(recorded.Key))
            {
                foreach (var expected in recorded)
                {
                    var text = expected.GetProperty("text").GetString()!;
                    var actual = tokenizer.Encode(text);
                    var ids = expected.GetProperty("ids").EnumerateArray().Select(id => id.GetInt64()).ToArray();
                    Assert.True(ids.SequenceEqual(actual.Ids), $"{recorded.Key}: {text} gives {string.Join(' ', actual.Ids)}");
                    Assert.Equal(expected.GetProperty("tokens").GetInt32(), actual.TokenCount);
                }
            }
        }
    }

    [Fact]
    public void Text_encoders_get_the_ids_that_their_own_tokenizer_gave()
    {
        foreach (var (model, encoder, texts) in TextEncoderTests.Parts())
        {
            using var scope = NewDisposeScope();
            using var file = Golden.Tensors("components", model + ".safetensors");
            var expected = file.Load(encoder + "/ids").data<long>().ToArray();
            Assert.Equal(expected, texts.SelectMany(t => TextModels.Tokenizer(model, encoder).Encode(t).Ids));
        }
    }

    /// <summary>Every form in which a vocabulary of the cases exists.</summary>
    private static IEnumerable<ClipTokenizer> Tokenizers(string name)
    {
        if (Golden.Has("tokenizer", name, "vocab.json"))
        {
            yield return ClipTokenizer.Load(Golden.PathOf("tokenizer", name));
        }

        yield return name == "clip" ? ClipTokenizer.OpenAI() : ClipTokenizer.Load(Path.Combine(Golden.Model(name), "tokenizer"));
    }
}

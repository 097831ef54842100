using System.Text.Json;
using CaToMe.Conditioning;
using CaToMe.Weights;

namespace CaToMe.Tests.Conditioning;

public class ClipTextConfigTests
{
    private const string Sizes = """ "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 100 """;

    [Fact]
    public void What_a_config_leaves_out_is_transformers_default()
    {
        var config = Parse($"{{ {Sizes} }}");
        Assert.Equal(
            (77, ClipActivation.QuickGelu, 1e-5, 49407, null),
            (config.Positions, config.Activation, config.NormEpsilon, config.EndId, config.ProjectionSize));
    }

    [Fact]
    public void The_architecture_says_whether_there_is_a_projection()
    {
        Assert.Null(Parse($$"""{ {{Sizes}}, "projection_dim": 48, "architectures": ["CLIPTextModel"] }""").ProjectionSize);
        Assert.Equal(48, Parse($$"""{ {{Sizes}}, "projection_dim": 48, "architectures": ["CLIPTextModelWithProjection"] }""").ProjectionSize);
    }

    [Theory]
    [InlineData("{}", "no value for hidden_size")]
    [InlineData("{ @, \"num_attention_heads\": 5 }", "num_attention_heads is 5, and a divisor of hidden_size (32) is needed")]
    [InlineData("{ @, \"num_hidden_layers\": 0 }", "num_hidden_layers is 0")]
    [InlineData("{ @, \"hidden_act\": \"relu\" }", "hidden_act is \"relu\"")]
    [InlineData("{ @, \"max_position_embeddings\": 16 }", "max_position_embeddings is 16")]
    [InlineData("{ @, \"vocab_size\": \"many\" }", "config.json: vocab_size is \"many\"")]
    public void An_impossible_config_is_one_error_that_names_the_entry(string json, string named) =>
        Assert.Contains(named, Assert.Throws<ModelException>(() => Parse(json.Replace("@", Sizes))).Message);

    private static ClipTextConfig Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ClipTextConfig.From(new ModelConfig("config.json", document.RootElement));
    }
}

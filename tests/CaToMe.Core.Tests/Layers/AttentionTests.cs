using System.Text.Json;
using CaToMe.Layers;
using CaToMe.Models;
using CaToMe.UNet;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Layers;

/// <summary>Attention of models whose config sets <c>upcast_attention</c>: scores beyond 65504, the end of float16.</summary>
public class AttentionTests
{
    private const int Tokens = 9, Channels = 8;

    [Fact]
    public void Upcast_attention_in_float16_is_that_of_float32_where_scores_overflow()
    {
        using var scope = NewDisposeScope();
        var tokens = LargeTokens();
        Assert.True(tokens.matmul(tokens.t()).isinf().all().item<bool>());

        var self = new SelfAttention(Identity(), Channels, heads: 1, upcast: true);
        Assert.Equal(InSingle(tokens), Values(self.Forward(new PackedTokens(tokens, [Tokens]), null, CancellationToken.None)));
        var cross = new CrossAttention(Identity(), Channels, Channels, heads: 1, upcast: true);
        Assert.Equal(InSingle(tokens), Values(cross.Forward(new PackedTokens(tokens, [Tokens]), cross.KeysAndValues(tokens.unsqueeze(0)))));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Upcasting_changes_nothing_in_other_types(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var tokens = LargeTokens().to(type);
        var (queries, others) = (new PackedTokens(tokens, [Tokens]), new PackedTokens(cat([tokens, tokens], 1), [Tokens]));
        Assert.Equal(Attended(upcast: false), Attended(upcast: true));

        float[] Attended(bool upcast) => Values(new MultiHead(Channels, heads: 1, upcast).Attend(queries, others, CancellationToken.None));
    }

    [Fact]
    public void The_UNets_config_decides()
    {
        var config = JsonSerializer.SerializeToNode(PublishedConfigs.OfSd15().Of("unet").Root)!;
        Assert.False(Read().UpcastAttention);
        config["upcast_attention"] = true;
        Assert.True(Read().UpcastAttention);
        Assert.NotEqual(Prediction(upcast: false), Prediction(upcast: true));

        UNetConfig Read() => UNetConfig.From(new ModelConfig("unet", JsonSerializer.SerializeToElement(config)));
    }

    /// <summary>[9, 8], float16: the first channel makes every score large, the others tell the tokens apart.</summary>
    private static Tensor LargeTokens()
    {
        using var generator = new Generator(1, CPU);
        var tokens = randn([Tokens, Channels], generator: generator);
        tokens[TensorIndex.Colon, 0] = 512;
        return tokens.to(ScalarType.Float16);
    }

    /// <summary>Attention of tokens among themselves, computed in float32.</summary>
    private static float[] InSingle(Tensor tokens)
    {
        var single = tokens.to(ScalarType.Float32).view(1, 1, Tokens, Channels);
        return Values(nn.functional.scaled_dot_product_attention(single, single, single).to(ScalarType.Float16));
    }

    private static float[] Values(Tensor tensor) => tensor.to(ScalarType.Float32).contiguous().data<float>().ToArray();

    /// <summary>The embedded model's prediction for a few latents, in float16.</summary>
    private static float[] Prediction(bool upcast)
    {
        using var scope = NewDisposeScope();
        using var model = ModelFiles.Open(EmbeddedModel.Path);
        var config = UNetConfig.From(model.Configs.Of("unet")) with { UpcastAttention = upcast };
        using var unet = new UNet2DConditionModel(new WeightReader(model.Weights("unet"), CPU, ScalarType.Float16), config);
        using var generator = new Generator(1, CPU);
        using var prompt = new PromptAttention(randn([1, 77, config.CrossAttentionDim], generator: generator).to(ScalarType.Float16));
        return Values(unet.Forward(randn([1, config.InChannels, 8, 8], generator: generator).to(ScalarType.Float16), 500, prompt, new EveryToken()));
    }

    private static WeightReader Identity() => new(new IdentityMaker(), CPU, ScalarType.Float16);

    /// <summary>Every matrix is the identity, every bias zero.</summary>
    private sealed class IdentityMaker : ITensorMaker
    {
        public IEnumerable<string> Names => [];

        public long[]? ShapeOf(string name) => null;

        public Tensor Load(string name, Staging? staging = null) => throw new KeyNotFoundException(name);

        public string Location(string name) => "";

        public Tensor Make(string name, long[] shape) => shape is [var rows, var columns] ? eye(rows, columns) : zeros(shape);
    }
}

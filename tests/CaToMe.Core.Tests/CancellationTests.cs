using CaToMe.Layers;
using CaToMe.Tests.Conditioning;
using CaToMe.UNet;
using CaToMe.Vae;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests;

/// <summary>Every network looks at the token before each of its layers, and leaves no tensors when it ends there.</summary>
public sealed class CancellationTests : IDisposable
{
    private readonly CancellationTokenSource cancellation = new();

    public void Dispose() => cancellation.Dispose();

    [Fact]
    public void The_UNet_ends_before_the_next_part_of_the_block_in_work()
    {
        using var weights = Weights("unet", "diffusion_pytorch_model");
        using var unet = new UNet2DConditionModel(Reader(weights), UNetConfig.From(Config("unet")));
        using var sample = randn(1, unet.Config.InChannels, 16, 16);
        using var context = randn(1, 77, unet.Config.CrossAttentionDim);
        var merger = new CancelsAtFirstBlock(cancellation);
        LeavesNothing(() =>
        {
            using var prompt = new PromptAttention(context);
            unet.Forward(sample, 500, prompt, merger, cancellation.Token);
        });
        Assert.Equal(1, merger.Blocks);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_autoencoder_ends_before_its_next_layer(bool tiled)
    {
        using var weights = Weights("vae", "diffusion_pytorch_model");
        using var vae = new AutoencoderKL(Reader(weights), AutoencoderConfig.From(Config("vae")));
        using var latents = randn(1, vae.Config.LatentChannels, 100, 8);
        using var image = randn(1, 3, 32, 32);
        cancellation.Cancel();
        LeavesNothing(() => vae.Decode(latents, tiled, cancellation.Token));
        LeavesNothing(() => vae.Encode(image, cancellation.Token));
    }

    [Fact]
    public void The_text_encoder_ends_before_its_next_block()
    {
        using var prompts = TextModels.Prompts("emoji");
        cancellation.Cancel();
        LeavesNothing(() => prompts.Encode(["a fox"], cancellationToken: cancellation.Token));
    }

    [Fact]
    public void Attention_of_many_tokens_goes_part_by_part_and_gives_what_all_at_once_gives()
    {
        const long Tokens = 8300, Channels = 8;
        using var scope = NewDisposeScope();
        var weights = new HashedWeights("attention.");
        var attention = new SelfAttention(new WeightReader(weights, CPU, ScalarType.Float32), Channels, heads: 2);
        using var generator = new Generator(1, CPU);
        var x = randn([Tokens, Channels], generator: generator);
        var tokens = new PackedTokens(x, [Tokens]);

        var (q, k, v) = (Heads("to_q"), Heads("to_k"), Heads("to_v"));
        var whole = nn.functional.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(Tokens, Channels);
        var expected = nn.functional.linear(whole, weights.Make("to_out.0.weight", [Channels, Channels]), weights.Make("to_out.0.bias", [Channels]));

        Assert.InRange(Golden.RelativeError(attention.Forward(tokens, null, default), expected), 0, 1e-5);
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => attention.Forward(tokens, null, cancellation.Token));

        Tensor Heads(string name) =>
            nn.functional.linear(x, weights.Make(name + ".weight", [Channels, Channels])).view(1, Tokens, 2, Channels / 2).transpose(1, 2);
    }

    private static SafetensorsFile Weights(string component, string name) =>
        SafetensorsFile.Open(Path.Combine(Golden.Model("emoji"), component, name + ".safetensors"));

    private static WeightReader Reader(SafetensorsFile file) => new(new FileSource(file), CPU, ScalarType.Float32);

    private static ModelConfig Config(string component) => ModelConfig.Read(Path.Combine(Golden.Model("emoji"), component, "config.json"));

    private static void LeavesNothing(Action work)
    {
        var before = TensorCount.Settled();
        Assert.Throws<OperationCanceledException>(() =>
        {
            using var scope = NewDisposeScope();
            work();
        });
        Assert.Equal(before, Tensor.TotalCount);
    }

    private sealed class CancelsAtFirstBlock(CancellationTokenSource cancellation) : IInterceptor
    {
        internal int Blocks { get; private set; }

        public void BeginCall(int call)
        {
        }

        public IBlockInterceptor Enter(BlockSite site, Tensor x)
        {
            Blocks++;
            cancellation.Cancel();
            return new EveryToken();
        }

        public void EndCall()
        {
        }
    }
}

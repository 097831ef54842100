using CaToMe.ControlNets;
using CaToMe.UNet;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.ControlNets;

/// <summary>The network against its formulas, written anew over the checkpoint's names.</summary>
public sealed class ControlNetModelTests(ControlNetFixture fixture) : IClassFixture<ControlNetFixture>
{
    [Fact]
    public void A_picture_is_embedded_as_the_formula_says()
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(fixture.Net);
        using var net = Load(file);
        var picture = rand(1, 3, 64, 64);
        var x = picture;
        foreach (var (name, stride) in Enumerable.Range(0, 6).Select(i => ($"blocks.{i}", 1 + (i % 2))).Prepend(("conv_in", 1)))
        {
            x = nn.functional.silu(Convolved(file, "controlnet_cond_embedding." + name, x, stride, 1));
        }

        Near(Convolved(file, "controlnet_cond_embedding.conv_out", x, 1, 1), net.Embed(picture), 1e-4);
    }

    [Fact]
    public void Each_result_of_the_way_down_goes_through_its_own_convolution()
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(fixture.Net);
        using var net = Load(file);
        var (latents, context, embedded) = (randn(2, 4, 8, 8), randn(2, 77, fixture.UNet.CrossAttentionDim), randn(1, fixture.UNet.Channels[0], 8, 8));
        using var prompt = new PromptAttention(context);
        var added = net.Forward(latents, embedded, 500, prompt, new EveryToken(), default);

        // The same network as the U-Net's first half, its input moved by the picture: conv_in is linear.
        using var reader = new WeightReader(new FileSource(file), CPU, ScalarType.Float32);
        var encoder = new UNetEncoder(reader, fixture.UNet);
        using var same = new PromptAttention(context);
        var call = encoder.CallOf(latents, 500, same, new EveryToken(), default);
        var x = Convolved(file, "conv_in", latents, 1, 1) + embedded;
        var skips = new Stack<Tensor>([x]);
        foreach (var block in encoder.Blocks)
        {
            x = block.Forward(x, call, skips);
        }

        Assert.Equal(skips.Count, added.Skips.Count);
        foreach (var (i, skip) in skips.Reverse().Index())
        {
            Near(Convolved(file, $"controlnet_down_blocks.{i}", skip, 1, 0), added.Skips[i], 1e-3);
        }

        Near(Convolved(file, "controlnet_mid_block", encoder.Middle.Forward(x, call), 1, 0), added.Middle, 1e-3);
    }

    [Fact]
    public void Networks_with_blue_first_or_means_over_the_picture_are_known()
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(fixture.Net);
        using var net = Load(file);
        using var reversed = Load(file, ControlNetConfig.Published with { IsBgr = true });
        using var pooled = Load(file, ControlNetConfig.Published with { PoolsGlobally = true });
        var picture = rand(1, 3, 64, 64);
        Near(net.Embed(picture.flip(1)), reversed.Embed(picture), 1e-5);

        using var prompt = new PromptAttention(randn(1, 77, fixture.UNet.CrossAttentionDim));
        var latents = randn(1, 4, 8, 8);
        var (whole, means) = (Added(net, prompt, latents, picture), Added(pooled, prompt, latents, picture));
        Near(whole.Middle.mean([2, 3], keepdim: true), means.Middle, 1e-4);
        Near(whole.Skips[3].mean([2, 3], keepdim: true), means.Skips[3], 1e-4);
    }

    [Fact]
    public void The_published_geometry_has_the_original_layouts_names()
    {
        using var files = ModelFiles.Open(Golden.Model("tiny-sd15"));
        var shapes = ControlNetFixture.ShapesOf(UNetConfig.From(files.Configs.Of("unet")));
        string[] some = ["controlnet_mid_block.weight", "down_blocks.0.resnets.0.conv1.weight", "mid_block.resnets.1.conv2.bias"];
        Assert.All(some, name => Assert.Contains(name, shapes.Keys));
        Assert.Equal([16, 3, 3, 3], shapes["controlnet_cond_embedding.conv_in.weight"]);
        Assert.DoesNotContain(shapes.Keys, name => name.StartsWith("up_blocks", StringComparison.Ordinal));
    }

    private ControlNetModel Load(SafetensorsFile file, ControlNetConfig? config = null) =>
        new(new WeightReader(new FileSource(file), CPU, ScalarType.Float32), fixture.UNet, config ?? ControlNetConfig.Published);

    private static ControlResiduals Added(ControlNetModel net, PromptAttention prompt, Tensor latents, Tensor picture) =>
        net.Forward(latents, net.Embed(picture), 500, prompt, new EveryToken(), default);

    private static Tensor Convolved(SafetensorsFile file, string name, Tensor x, long stride, long padding) =>
        nn.functional.conv2d(x, file.Load(name + ".weight"), file.Load(name + ".bias"), strides: [stride, stride], padding: [padding, padding]);

    private static void Near(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        var scale = Math.Max(1, expected.abs().max().item<float>());
        Assert.InRange((expected - actual).abs().max().item<float>(), 0, tolerance * scale);
    }
}

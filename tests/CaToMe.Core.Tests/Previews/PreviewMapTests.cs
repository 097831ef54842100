using CaToMe.Previews;
using CaToMe.Tests.Measuring;
using static TorchSharp.torch;

namespace CaToMe.Tests.Previews;

public class PreviewMapTests
{
    [Fact]
    public void A_map_that_there_is_is_found_again()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        var latents = randn([2, 4, 6, 5], generator: generator);
        var map = new PreviewMap("made up", [[0.5, -0.25, 0.125], [0.1, 0.2, 0.3], [-0.4, 0, 0.4], [0, 1, -1]], [0.5, -0.5, 0.25]);
        using var previewer = new LinearPreviewer(map, CPU);
        var colours = previewer.Colours(latents);

        var one = latents[1, TensorIndex.Colon, 4, 2].data<float>().ToArray(); // its four channels
        for (var c = 0; c < 3; c++)
        {
            Assert.Equal(map.Bias[c] + one.Select((v, i) => v * map.Weights[i][c]).Sum(), colours[1, c, 4, 2].item<float>(), 1e-5);
        }

        // Pixels of a latent have its colour as their mean, and differ.
        var pixels = colours.repeat_interleave(2, 2).repeat_interleave(2, 3);
        var ripple = tensor(new float[] { 0.1f, -0.1f }).repeat(5);
        var fitted = PreviewMap.Fit("fitted", latents, pixels + ripple);
        Assert.Equal(map.Weights.SelectMany(w => w), fitted.Weights.SelectMany(w => w), (a, b) => Math.Abs(a - b) < 1e-3);
        Assert.Equal(map.Bias, fitted.Bias, (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public void Every_map_that_is_shipped_has_its_numbers_and_says_where_they_are_from() =>
        Assert.All(PreviewMaps.Shipped.Models.Concat(PreviewMaps.Shipped.Families), map =>
        {
            Assert.NotEmpty(map.Value.Source);
            Assert.Equal([3, 3, 3, 3], map.Value.Weights.Select(w => w.Length));
            Assert.Equal(3, map.Value.Bias.Length);
        });

    [Fact]
    public void A_family_has_a_map_for_its_published_autoencoder_and_a_known_model_its_own()
    {
        var model = FakeModel.Model;
        Assert.All(["SD 1.x", "SD 2.x", "SDXL"], family => Assert.NotNull(PreviewMaps.Shipped.Of(model with { Family = family, AutoencoderFactor = 8 })));
        Assert.Null(PreviewMaps.Shipped.Of(model with { Hash = "0000000000", AutoencoderFactor = 4 }));
        Assert.NotNull(PreviewMaps.Shipped.Of(model with { Hash = CaToMe.Merging.Recommendations.Shipped.Embedded, AutoencoderFactor = 4 }));
    }
}

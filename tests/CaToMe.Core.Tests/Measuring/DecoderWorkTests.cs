using CaToMe.Measuring;
using CaToMe.Vae;
using CaToMe.Weights;

namespace CaToMe.Tests.Measuring;

public class DecoderWorkTests
{
    /// <summary>Two resolutions, counted by hand: latents 2 x 2, pictures 4 x 4.</summary>
    [Fact]
    public void A_small_decoder_is_counted_by_hand()
    {
        var config = AutoencoderConfig.From(PublishedConfigs.OfSd15().Of("vae")) with { Channels = [2, 6], LayersPerBlock = 1 };

        var work = DecoderWork.Of(config, side: 2);

        // Multiplications of a 3 x 3 convolution: 9 x inputs x outputs x pixels.
        var below = (4 * 6 * 4) + (4 * (6 * 6) * 4) + (4 * (6 * 6) * 4) + (6 * 6 * 16); // into it, the middle, two resnets, upsampling
        var above = ((6 * 2) + (2 * 2) + (2 * 2) + (2 * 2) + (2 * 3)) * 16;
        Assert.Equal(2.0 * 9 * (below + above), work.Convolutions);
        Assert.Equal(2.0 * ((4 * 4 * 4) + (4 * 6 * 6 * 4) + (6 * 2 * 16)), work.Products); // before it, the attention's four, one shortcut
        Assert.Equal(4.0 * 4 * 4 * 6, work.Attention);
    }

    /// <summary>The published number: 2.5 trillion for 512 x 512 pixels.</summary>
    [Fact]
    public void A_picture_of_the_published_size_costs_what_is_known() => Assert.InRange(
        DecoderWork.Of(AutoencoderConfig.From(PublishedConfigs.OfSd15().Of("vae")), side: 64).All, 2.3e12, 2.7e12);
}

using CaToMe.Measuring;
using CaToMe.UNet;
using CaToMe.Weights;

namespace CaToMe.Tests.Measuring;

public class UNetWorkTests
{
    /// <summary>Two resolutions of one layer, counted by hand: latents 4 x 4, batch 1.</summary>
    [Fact]
    public void A_small_network_is_counted_by_hand()
    {
        var config = UNetConfig.From(PublishedConfigs.OfSd15().Of("unet")) with
        {
            Channels = [2, 4], LayersPerBlock = 1, DownAttention = [true, false], UpAttention = [false, true], TransformerLayers = [1, 1], InChannels = 4,
            OutChannels = 4,
        };

        var work = UNetWork.Of(config, side: 4, batch: 1);

        // 16 pixels at the top, 4 below; multiplications of a 3 x 3 convolution: 9 x inputs x outputs x pixels.
        var down = (4 * 2 * 16) + (2 * ((2 * 2 * 16) + 0)) + (2 * 2 * 4) + ((2 * 4) + (4 * 4)) * 4;
        var middle = 4 * (4 * 4) * 4;
        var up = (((8 * 4) + (4 * 4) + (6 * 4) + (4 * 4)) * 4) + (4 * 4 * 16) + (((6 * 2) + (2 * 2) + (4 * 2) + (2 * 2)) * 16) + (2 * 4 * 16);
        Assert.Equal(2.0 * 9 * (down + middle + up), work.Convolutions.Operations);

        var shortcuts = (2 * 4 * 4) + (((8 * 4) + (6 * 4)) * 4) + (((6 * 2) + (4 * 2)) * 16);
        var transformers = 20 * ((3 * 2 * 2 * 16) + (4 * 4 * 4)); // three at the top, one in the middle
        Assert.Equal(2.0 * (shortcuts + transformers), work.Products.Operations);
        Assert.Equal(4.0 * ((3 * 2 * 16 * (16 + 77)) + (4 * 4 * (4 + 77))), work.Attention.Operations);

        (double In, double Out, double Pixels)[] resnets = [(2, 2, 16), (2, 4, 4), (4, 4, 4), (4, 4, 4), (8, 4, 4), (6, 4, 4), (6, 2, 16), (4, 2, 16)];
        (double In, double Out, double Pixels)[] convolutions =
            [(4, 2, 16), (2, 2, 4), (4, 4, 16), (2, 4, 16), .. resnets, .. resnets.Select(r => (r.Out, r.Out, r.Pixels))];
        Assert.Equal(convolutions.Sum(c => (c.Pixels * (c.In + c.Out)) + (9 * c.In * c.Out)), work.Convolutions.Numbers);
        var joined = resnets.TakeLast(4).Sum(r => 2 * r.In * r.Pixels);
        var blocks = 32 * ((3 * 2 * 16) + (4 * 4));
        Assert.Equal(resnets.Sum(r => ((2 * r.In) + (7 * r.Out)) * r.Pixels) + joined + blocks + (2 * 2 * 16), work.Elementwise.Numbers);
        Assert.Equal(0, work.Elementwise.Operations);
    }
}

using CaToMe.Vae;

namespace CaToMe.Measuring;

/// <summary>The additions and multiplications of decoding one picture, by what the autoencoder's decoder is made of.</summary>
/// <param name="Convolutions">3 x 3 convolutions.</param>
/// <param name="Products">1 x 1 convolutions, and the projections of the attention in the middle.</param>
/// <param name="Attention">Scores and weighted values of that attention.</param>
internal readonly record struct DecoderWork(double Convolutions, double Products, double Attention)
{
    /// <summary>All of them.</summary>
    internal double All => Convolutions + Products + Attention;

    /// <summary>Counts them.</summary>
    /// <param name="config">The geometry.</param>
    /// <param name="side">Rows and columns of the latents.</param>
    internal static DecoderWork Of(AutoencoderConfig config, int side)
    {
        double convolutions = 0, products = 0, pixels = (double)side * side, widest = config.Channels[^1];
        Convolve(config.LatentChannels, widest);
        Resnet(widest, widest);
        Resnet(widest, widest);
        var attention = config.MidAttention ? 4 * pixels * pixels * widest : 0;
        products += config.MidAttention ? 2 * 4 * pixels * widest * widest : 0;
        products += config.PostQuantConv ? 2 * pixels * config.LatentChannels * config.LatentChannels : 0;

        var inputs = widest;
        for (var level = config.Channels.Count - 1; level >= 0; level--)
        {
            double outputs = config.Channels[level];
            for (var i = 0; i <= config.LayersPerBlock; i++, inputs = outputs)
            {
                Resnet(inputs, outputs);
            }

            if (level > 0)
            {
                pixels *= 4; // twice the size
                Convolve(outputs, outputs);
            }
        }

        Convolve(inputs, config.ImageChannels);
        return new DecoderWork(convolutions, products, attention);

        void Convolve(double from, double to) => convolutions += 2 * 9 * pixels * from * to;

        void Resnet(double from, double to)
        {
            Convolve(from, to);
            Convolve(to, to);
            products += from == to ? 0 : 2 * pixels * from * to; // the shortcut
        }
    }
}

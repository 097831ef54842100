using CaToMe.UNet;

namespace CaToMe.Measuring;

/// <summary>The additions and multiplications of one U-Net call without merging, by what a call is made of.</summary>
/// <param name="Convolutions">3 x 3 convolutions.</param>
/// <param name="Products">Linear layers, and 1 x 1 convolutions.</param>
/// <param name="Attention">Scores and weighted values, of image tokens to each other and to the prompt.</param>
internal readonly record struct UNetWork(double Convolutions, double Products, double Attention)
{
    private const double PromptTokens = 77;

    /// <summary>Counts them.</summary>
    /// <param name="config">The geometry.</param>
    /// <param name="side">Rows and columns of the latents: a multiple of what the network divides them by.</param>
    /// <param name="batch">Samples.</param>
    internal static UNetWork Of(UNetConfig config, int side, int batch)
    {
        var work = new Count(config, side, batch);
        var (channels, layers, last) = (config.Channels, config.LayersPerBlock, config.Channels.Count - 1);
        work.Convolve(config.InChannels, channels[0], 0);
        for (var level = 0; level <= last; level++)
        {
            for (var i = 0; i < layers; i++)
            {
                work.Resnet(i == 0 ? channels[Math.Max(level - 1, 0)] : channels[level], level);
                work.Attend(level, config.DownAttention[level]);
            }

            work.Convolve(channels[level], level < last ? channels[level] : 0, level + 1); // half the size
        }

        work.Resnet(channels[last], last);
        work.Attend(last, attends: true);
        work.Resnet(channels[last], last);
        for (var level = last; level >= 0; level--)
        {
            for (var i = 0; i <= layers; i++)
            {
                var from = i == 0 ? channels[Math.Min(level + 1, last)] : channels[level];
                work.Resnet(from + (i == layers ? channels[Math.Max(level - 1, 0)] : channels[level]), level);
                work.Attend(level, config.UpAttention[last - level]);
            }

            work.Convolve(channels[level], level > 0 ? channels[level] : 0, level - 1); // twice the size
        }

        work.Convolve(channels[0], config.OutChannels, 0);
        return new UNetWork(work.Convolutions, work.Products, work.Attention);
    }

    private sealed class Count(UNetConfig config, int side, int batch)
    {
        internal double Convolutions { get; private set; }

        internal double Products { get; private set; }

        internal double Attention { get; private set; }

        internal void Convolve(double inputs, double outputs, int level) => Convolutions += 2 * 9 * batch * Tokens(level) * inputs * outputs;

        internal void Resnet(double inputs, int level)
        {
            double outputs = config.Channels[level];
            Convolve(inputs, outputs, level);
            Convolve(outputs, outputs, level);
            Products += inputs == outputs ? 0 : 2 * batch * Tokens(level) * inputs * outputs; // the shortcut
        }

        internal void Attend(int level, bool attends)
        {
            if (!attends)
            {
                return;
            }

            double channels = config.Channels[level], tokens = Tokens(level);
            // Into and out of the transformer: 2. In each block: self-attention 4, attention to the prompt 2, feed-forward 8 + 4.
            Products += 2 * batch * tokens * channels * channels * (2 + (18 * config.TransformerLayers[level]));
            Attention += 4 * batch * tokens * (tokens + PromptTokens) * channels * config.TransformerLayers[level];
        }

        private double Tokens(int level) => level < 0 ? 0 : Math.Pow(side >> level, 2);
    }
}

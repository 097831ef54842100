using CaToMe.UNet;

namespace CaToMe.Measuring;

/// <summary>What one U-Net call without merging has to do, by what a call is made of.</summary>
/// <param name="Convolutions">3 x 3 convolutions.</param>
/// <param name="Products">Linear layers, and 1 x 1 convolutions.</param>
/// <param name="Attention">Scores and weighted values, of image tokens to each other and to the prompt. Scores are in no memory.</param>
/// <param name="Elementwise">Norms, activations, sums and joined images, each in one pass: they move numbers and count no operations.</param>
internal readonly record struct UNetWork(Work Convolutions, Work Products, Work Attention, Work Elementwise)
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

            if (level < last)
            {
                work.Convolve(channels[level], channels[level], level + 1); // half the size
            }
        }

        work.Resnet(channels[last], last);
        work.Attend(last, attends: true);
        work.Resnet(channels[last], last);
        for (var level = last; level >= 0; level--)
        {
            for (var i = 0; i <= layers; i++)
            {
                var from = i == 0 ? channels[Math.Min(level + 1, last)] : channels[level];
                var joined = from + (i == layers ? channels[Math.Max(level - 1, 0)] : channels[level]);
                work.Pass(2 * joined, level);
                work.Resnet(joined, level);
                work.Attend(level, config.UpAttention[last - level]);
            }

            if (level > 0)
            {
                work.Convolve(channels[level], channels[level], level - 1); // twice the size
            }
        }

        work.Pass(2 * channels[0], 0);
        work.Convolve(channels[0], config.OutChannels, 0);
        return new UNetWork(work.Convolutions, work.Products, work.Attention, work.Elementwise);
    }

    private sealed class Count(UNetConfig config, int side, int batch)
    {
        internal Work Convolutions { get; private set; }

        internal Work Products { get; private set; }

        internal Work Attention { get; private set; }

        internal Work Elementwise { get; private set; }

        internal void Convolve(double inputs, double outputs, int level) => Convolutions += Work.Of(inputs, outputs, Tokens(level), kernel: 9);

        /// <summary>So many numbers of each token are read or written.</summary>
        internal void Pass(double numbers, int level) => Elementwise += new Work(0, numbers * Tokens(level));

        internal void Resnet(double inputs, int level)
        {
            double outputs = config.Channels[level];
            Convolve(inputs, outputs, level);
            Convolve(outputs, outputs, level);
            Pass((2 * inputs) + (4 * outputs) + (3 * outputs), level); // norm and SiLU; the step's embedding, norm and SiLU; the sum
            if (inputs != outputs)
            {
                Multiply(inputs, outputs, level); // the shortcut
            }
        }

        internal void Attend(int level, bool attends)
        {
            if (!attends)
            {
                return;
            }

            double channels = config.Channels[level], tokens = Tokens(level), blocks = config.TransformerLayers[level];
            Multiply(channels, channels, level); // into the transformer
            Multiply(channels, channels, level); // out of it
            Pass(5 * channels, level); // norm, sum
            for (var block = 0; block < blocks; block++)
            {
                Multiply(channels, 3 * channels, level); // self-attention
                Multiply(channels, channels, level);
                Multiply(channels, channels, level); // attention to the prompt, whose own keys and values are few
                Multiply(channels, channels, level);
                Multiply(channels, 8 * channels, level); // feed-forward
                Multiply(4 * channels, channels, level);
                Pass((3 * 5 * channels) + (12 * channels), level); // three norms and sums; GEGLU
                Attention += new Work(4 * tokens * (tokens / batch) * channels, 4 * tokens * channels);
                Attention += new Work(4 * tokens * PromptTokens * channels, (2 * tokens * channels) + (2 * batch * PromptTokens * channels));
            }
        }

        private void Multiply(double inputs, double outputs, int level) => Products += Work.Of(inputs, outputs, Tokens(level));

        /// <summary>Of all samples.</summary>
        private double Tokens(int level) => batch * Math.Pow(side >> level, 2);
    }
}

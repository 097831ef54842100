using System.Collections.Concurrent;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>
/// 3 x 3 convolution by Winograd's minimal filtering (Lavin and Gray 2015): a quarter of the multiplications. Every number of
/// a transformed tile is a product of its own: tiles by channels times channels by outputs. The numbers do not depend on the
/// number of threads.
/// </summary>
internal static unsafe class WinogradConvolution
{
    /// <summary>Channels come in whole vectors.</summary>
    private const int Lanes = 16;

    /// <summary>Channels whose transformed weights, for 48 outputs, stay in the second-level cache.</summary>
    private const int ChannelsAtATime = 64;

    /// <summary>Transformed tiles of a part of the work: what the third-level cache has for a thread, and no more than pay for it.</summary>
    private const int FloatsOfTiles = 1 << 20, FewestTiles = 32, MostTiles = 256;

    /// <summary>Weights of an input channel for an output.</summary>
    private const int Weights = 9;

    /// <summary>Between the numbers of one product and those of the next, so that they do not fall on the same lines of the cache.</summary>
    private const int Apart = 16;

    /// <summary>Whether a layer of so many channels can be computed this way.</summary>
    internal static bool Takes(long inputs, long outputs) => inputs % Lanes == 0 && outputs % Lanes == 0;

    /// <summary>A kernel in the form that <see cref="Apply"/> takes; it is transformed when it is used, because that is four times as large.</summary>
    /// <param name="weight">[outputs, inputs, 3, 3], float32.</param>
    /// <returns>[panels, inputs x 9, 48].</returns>
    internal static Tensor Pack(Tensor weight)
    {
        using var scope = NewDisposeScope();
        return MatrixProduct.Pack(weight.contiguous().flatten(1)).MoveToOuterDisposeScope();
    }

    /// <summary>Convolves an image with a border of zeros.</summary>
    /// <param name="x">[B, inputs, H, W], channels last.</param>
    /// <param name="kernel">Packed.</param>
    /// <param name="bias">[outputs].</param>
    /// <param name="scale">2 doubles the image first, each pixel becoming four; otherwise 1.</param>
    /// <returns>[B, outputs, scale x H, scale x W], channels last.</returns>
    internal static Tensor Apply(Tensor x, Tensor kernel, Tensor bias, int scale = 1)
    {
        using var scope = NewDisposeScope();
        var image = x.permute(0, 2, 3, 1).contiguous(); // [B, H, W, inputs]
        var outputs = bias.shape[0];
        var result = empty([image.shape[0], scale * image.shape[1], scale * image.shape[2], outputs]);
        var (from, to) = (new Pixels(image), new Pixels(result));
        float* weights = TensorMemory.Floats(kernel), added = TensorMemory.Floats(bias);
        var (tiles, panels) = (to.Tiles, kernel.shape[0]);
        var most = Math.Clamp(FloatsOfTiles / (WinogradTransform.Products * from.Channels), FewestTiles, MostTiles);
        var tilesAtATime = Tile.Rows * Parts(Parts(tiles, Parts(tiles, most)), Tile.Rows); // parts of about one size, in whole rows
        var groups = Parts(tiles, tilesAtATime);
        var panelParts = Math.Min(panels, Parts(2 * Team.Size, groups)); // few tiles: threads share the outputs
        var parts = groups * panelParts;

        var room = new Room(tilesAtATime, from.Channels);
        var slots = Math.Min(parts, Team.Size);
        var memory = empty([slots, room.Floats]);
        memory.narrow(1, 0, from.Channels).zero_();
        var free = new ConcurrentBag<nint>();
        for (var slot = 0L; slot < slots; slot++)
        {
            free.Add((nint)(TensorMemory.Floats(memory) + (slot * room.Floats)));
        }

        Team.Run(parts, part =>
        {
            _ = free.TryTake(out var slot);
            var first = (int)(part / panelParts) * tilesAtATime;
            var own = room.In((float*)slot);
            var count = Math.Min(tilesAtATime, tiles - first);
            TransformTiles(from, to, scale, first, count, own);
            var (firstPanel, lastPanel) = (part % panelParts * panels / panelParts, ((part % panelParts) + 1) * panels / panelParts);
            for (var panel = firstPanel; panel < lastPanel; panel++)
            {
                Multiply(weights + (panel * from.Channels * Weights * Tile.Columns), from.Channels, count, own);
                TransformBack(own, to, first, count, (int)panel * Tile.Columns, added);
            }

            free.Add(slot);
        });
        return result.permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    private static int Parts(int whole, int part) => (whole + part - 1) / part;

    private static void TransformTiles(Pixels from, Pixels to, int scale, int first, int count, Scratch own)
    {
        var pixels = stackalloc float*[WinogradTransform.Products];
        for (var tile = 0; tile < count; tile++)
        {
            var (sample, top, left) = to.Corner(first + tile);
            for (var i = 0; i < WinogradTransform.Products; i++)
            {
                var (y, x) = (top - 1 + (i / WinogradTransform.Inputs), left - 1 + (i % WinogradTransform.Inputs));
                pixels[i] = to.Has(y, x) ? from.At(sample, y / scale, x / scale) : own.Zeros;
            }

            for (var channel = 0; channel < from.Channels; channel += Lanes)
            {
                WinogradTransform.OfInput(pixels, channel, own.Tiles + ((nint)tile * from.Channels) + channel, own.TilesOfProduct);
            }
        }
    }

    /// <summary>The 36 products for 48 outputs.</summary>
    private static void Multiply(float* weights, int channels, int tiles, Scratch own)
    {
        var zeros = stackalloc float[Tile.Columns];
        new Span<float>(zeros, Tile.Columns).Clear();
        const int WeightsOfProduct = (ChannelsAtATime * Tile.Columns) + Apart;
        for (var channel = 0; channel < channels; channel += ChannelsAtATime)
        {
            var depth = Math.Min(ChannelsAtATime, channels - channel);
            for (var i = 0; i < depth; i++)
            {
                for (var column = 0; column < Tile.Columns; column += Lanes)
                {
                    WinogradTransform.OfKernel(
                        weights + ((nint)(channel + i) * Weights * Tile.Columns) + column, Tile.Columns, own.Kernel + (i * Tile.Columns) + column,
                        WeightsOfProduct);
                }
            }

            for (var product = 0; product < WinogradTransform.Products; product++)
            {
                float* tilesOf = own.Tiles + (product * own.TilesOfProduct) + channel, kernelOf = own.Kernel + (product * WeightsOfProduct);
                var result = own.Results + (product * own.ResultsOfProduct);
                for (var tile = 0; tile < tiles; tile += Tile.Rows)
                {
                    var to = result + (tile * Tile.Columns);
                    Tile.Multiply(
                        tilesOf + ((nint)tile * channels), channels, kernelOf, depth, channel == 0 ? zeros : to, channel == 0 ? 0 : Tile.Columns,
                        to, Tile.Columns, Math.Min(Tile.Rows, tiles - tile));
                }
            }
        }
    }

    private static void TransformBack(Scratch own, Pixels to, int first, int count, int output, float* bias)
    {
        const int Side = WinogradTransform.Outputs;
        var pixels = stackalloc float[Side * Side * Lanes];
        var columns = Math.Min(Tile.Columns, to.Channels - output);
        for (var tile = 0; tile < count; tile++)
        {
            var (sample, top, left) = to.Corner(first + tile);
            for (var column = 0; column < columns; column += Lanes)
            {
                WinogradTransform.OfOutput(own.Results + (tile * Tile.Columns) + column, own.ResultsOfProduct, pixels);
                var added = Vector512.Load(bias + output + column);
                for (var y = 0; y < Side && to.Has(top + y, left); y++)
                {
                    for (var x = 0; x < Side && to.Has(top + y, left + x); x++)
                    {
                        var value = Vector512.Load(pixels + (((y * Side) + x) * Lanes)) + added;
                        value.Store(to.At(sample, top + y, left + x) + output + column);
                    }
                }
            }
        }
    }

    /// <summary>An image, [B, H, W, C].</summary>
    private readonly struct Pixels(Tensor image)
    {
        private readonly float* first = TensorMemory.Floats(image);
        private readonly int batch = (int)image.shape[0], height = (int)image.shape[1], width = (int)image.shape[2];

        internal int Channels { get; } = (int)image.shape[3];

        internal int Tiles => batch * Along(height) * Along(width);

        internal bool Has(int y, int x) => (uint)y < (uint)height && (uint)x < (uint)width;

        internal float* At(int sample, int y, int x) => first + ((((((nint)sample * height) + y) * width) + x) * Channels);

        /// <summary>A tile's sample and its upper left pixel.</summary>
        internal (int Sample, int Top, int Left) Corner(int tile)
        {
            var (rows, columns) = (Along(height), Along(width));
            return (tile / (rows * columns), tile / columns % rows * WinogradTransform.Outputs, tile % columns * WinogradTransform.Outputs);
        }

        private static int Along(int pixels) => (pixels + WinogradTransform.Outputs - 1) / WinogradTransform.Outputs;
    }

    /// <summary>How much memory a part of the work needs.</summary>
    private readonly record struct Room(int Tiles, int Channels)
    {
        private nint TilesOfProduct => ((nint)Tiles * Channels) + Apart;

        private nint ResultsOfProduct => ((nint)Tiles * Tile.Columns) + Apart;

        private nint KernelFloats => WinogradTransform.Products * ((ChannelsAtATime * Tile.Columns) + Apart);

        internal long Floats => Channels + KernelFloats + (WinogradTransform.Products * (TilesOfProduct + ResultsOfProduct));

        internal Scratch In(float* memory)
        {
            var kernel = memory + Channels;
            var tiles = kernel + KernelFloats;
            return new Scratch(memory, kernel, tiles, TilesOfProduct, tiles + (WinogradTransform.Products * TilesOfProduct), ResultsOfProduct);
        }
    }

    /// <summary>A part's own memory.</summary>
    private readonly struct Scratch(float* zeros, float* kernel, float* tiles, nint tilesOfProduct, float* results, nint resultsOfProduct)
    {
        /// <summary>What lies beyond the border: a pixel of zeros.</summary>
        internal float* Zeros => zeros;

        /// <summary>36 times [channels, 48].</summary>
        internal float* Kernel => kernel;

        /// <summary>36 times [tiles, channels].</summary>
        internal float* Tiles => tiles;

        internal nint TilesOfProduct => tilesOfProduct;

        /// <summary>36 times [tiles, 48].</summary>
        internal float* Results => results;

        internal nint ResultsOfProduct => resultsOfProduct;
    }
}

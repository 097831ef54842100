using System.Collections.Concurrent;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>
/// 3 x 3 convolution by Winograd's minimal filtering (Lavin and Gray 2015): a quarter of the multiplications. Every number of
/// a transformed tile is a product of its own: tiles by channels times channels by outputs. The numbers do not depend on the
/// number of threads. Images and kernels of bfloat16 are computed with in float32.
/// </summary>
internal static unsafe class WinogradConvolution
{
    /// <summary>Channels whose transformed weights, for 48 outputs, stay in the second-level cache.</summary>
    private const int ChannelsAtATime = 64;

    /// <summary>Transformed tiles of a part of the work: what the third-level cache has for a thread, and no more than pay for it.</summary>
    private const int FloatsOfTiles = 1 << 20, FewestTiles = 32, MostTiles = 256;

    /// <summary>Weights of an input channel for an output.</summary>
    private const int Weights = 9;

    /// <summary>Between the numbers of one product and those of the next, so that they do not fall on the same lines of the cache.</summary>
    private const int Apart = 16;

    /// <summary>Whether images of so many channels can be convolved this way.</summary>
    internal static bool Takes(long inputs) => inputs % Lanes.Count == 0;

    /// <summary>A kernel in the form that <see cref="Apply"/> takes; it is transformed when it is used, because that is four times as large.</summary>
    /// <param name="weight">[outputs, inputs, 3, 3], float32 or bfloat16.</param>
    /// <returns>[outputs up to a multiple of 16, inputs x 9] numbers in panels, of the same type.</returns>
    internal static Tensor Pack(Tensor weight)
    {
        using var scope = NewDisposeScope();
        return MatrixProduct.Pack(weight.contiguous().flatten(1)).MoveToOuterDisposeScope();
    }

    /// <summary>Convolves an image with a border of zeros.</summary>
    /// <param name="x">[B, inputs, H, W], channels last.</param>
    /// <param name="kernel">Packed, of the same type.</param>
    /// <param name="bias">[outputs], of the same type; a multiple of 16.</param>
    /// <param name="scale">2 doubles the image first, each pixel becoming four; otherwise 1.</param>
    /// <returns>[B, outputs, scale x H, scale x W], channels last.</returns>
    internal static Tensor Apply(Tensor x, Tensor kernel, Tensor bias, int scale = 1) =>
        x.dtype == ScalarType.BFloat16 ? Apply<BFloat16>(x, kernel, bias, scale) : Apply<float>(x, kernel, bias, scale);

    /// <typeparam name="T">What images and kernels are of.</typeparam>
    private static Tensor Apply<T>(Tensor x, Tensor kernel, Tensor bias, int scale)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        var image = x.permute(0, 2, 3, 1).contiguous(); // [B, H, W, inputs]
        var outputs = bias.shape[0];
        var result = empty([image.shape[0], scale * image.shape[1], scale * image.shape[2], outputs], dtype: x.dtype);
        var (from, to) = (new Pixels<T>(image), new Pixels<T>(result));
        T* weights = TensorMemory.Numbers<T>(kernel), added = TensorMemory.Numbers<T>(bias);
        var (tiles, panels) = (to.Tiles, Panels.Count(outputs));
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
                var output = (int)panel * Tile.Columns;
                var columns = Panels.Width(to.Channels - output);
                Multiply(weights + ((nint)output * from.Channels * Weights), columns, from.Channels, count, own);
                TransformBack(own, to, first, count, output, columns, added);
            }

            free.Add(slot);
        });
        return result.permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    private static int Parts(int whole, int part) => (whole + part - 1) / part;

    private static void TransformTiles<T>(Pixels<T> from, Pixels<T> image, int scale, int first, int count, Scratch own)
        where T : unmanaged
    {
        var pixels = stackalloc T*[WinogradTransform.Products];
        for (var tile = 0; tile < count; tile++)
        {
            var (sample, top, left) = image.Corner(first + tile);
            for (var i = 0; i < WinogradTransform.Products; i++)
            {
                var (y, x) = (top - 1 + (i / WinogradTransform.Inputs), left - 1 + (i % WinogradTransform.Inputs));
                pixels[i] = image.Has(y, x) ? from.At(sample, y / scale, x / scale) : (T*)own.Zeros;
            }

            for (var channel = 0; channel < from.Channels; channel += Lanes.Count)
            {
                var slice = channel / ChannelsAtATime * ChannelsAtATime;
                var to = own.Slice(slice) + ((nint)tile * Math.Min(ChannelsAtATime, from.Channels - slice)) + channel - slice;
                WinogradTransform.OfInput(pixels, channel, to, own.TilesOfProduct, own.Halfway);
            }
        }
    }

    /// <summary>The 36 products for the outputs of a panel.</summary>
    private static void Multiply<T>(T* weights, int columns, int channels, int tiles, Scratch own)
        where T : unmanaged
    {
        var zeros = stackalloc float[Tile.Columns];
        new Span<float>(zeros, Tile.Columns).Clear();
        const int WeightsOfChannel = WinogradTransform.Products * Tile.Columns;
        for (var channel = 0; channel < channels; channel += ChannelsAtATime)
        {
            var depth = Math.Min(ChannelsAtATime, channels - channel);
            for (var i = 0; i < depth; i++)
            {
                for (var column = 0; column < columns; column += Lanes.Count)
                {
                    WinogradTransform.OfKernel(
                        weights + ((nint)(channel + i) * Weights * columns) + column, columns,
                        own.Kernel + ((nint)i * WeightsOfChannel) + column, Tile.Columns);
                }
            }

            var next = weights + ((nint)(channel + depth) * Weights * columns); // while this slice is multiplied, the next one arrives
            var weightsOfNext = depth * Weights * columns / WinogradTransform.Products;
            for (var product = 0; product < WinogradTransform.Products; product++)
            {
                float* tilesOf = own.Slice(channel) + (product * own.TilesOfProduct), kernelOf = own.Kernel + (product * Tile.Columns);
                var result = own.Results + (product * own.ResultsOfProduct);
                Lanes.Prefetch(next + (product * weightsOfNext), weightsOfNext);
                for (var tile = 0; tile < tiles; tile += Tile.Rows)
                {
                    var to = result + (tile * Tile.Columns);
                    Tile.Multiply(
                        tilesOf + ((nint)tile * depth), depth, kernelOf, depth, channel == 0 ? zeros : to, channel == 0 ? 0 : Tile.Columns,
                        to, Tile.Columns, Math.Min(Tile.Rows, tiles - tile), columns, WeightsOfChannel);
                }
            }
        }
    }

    private static void TransformBack<T>(Scratch own, Pixels<T> to, int first, int count, int output, int columns, T* bias)
        where T : unmanaged
    {
        const int Side = WinogradTransform.Outputs;
        for (var tile = 0; tile < count; tile++)
        {
            var (sample, top, left) = to.Corner(first + tile);
            for (var column = 0; column < columns; column += Lanes.Count)
            {
                WinogradTransform.OfOutput(own.Results + (tile * Tile.Columns) + column, own.ResultsOfProduct, own.Pixels, own.Halfway);
                var added = Lanes.Load(bias + output + column);
                for (var y = 0; y < Side && to.Has(top + y, left); y++)
                {
                    for (var x = 0; x < Side && to.Has(top + y, left + x); x++)
                    {
                        var value = Vector512.Load(own.Pixels + (((y * Side) + x) * Lanes.Count)) + added;
                        Lanes.Store(value, to.At(sample, top + y, left + x) + output + column);
                    }
                }
            }
        }
    }

    /// <summary>An image, [B, H, W, C].</summary>
    private readonly struct Pixels<T>(Tensor image)
        where T : unmanaged
    {
        private readonly T* first = TensorMemory.Numbers<T>(image);
        private readonly int batch = (int)image.shape[0], height = (int)image.shape[1], width = (int)image.shape[2];

        internal int Channels { get; } = (int)image.shape[3];

        internal int Tiles => batch * Along(height) * Along(width);

        internal bool Has(int y, int x) => (uint)y < (uint)height && (uint)x < (uint)width;

        internal T* At(int sample, int y, int x) => first + ((((((nint)sample * height) + y) * width) + x) * Channels);

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
        private const int FloatsOfPixels = WinogradTransform.Outputs * WinogradTransform.Outputs * Lanes.Count;

        private nint TilesOfProduct => ((nint)Tiles * Channels) + Apart;

        private nint ResultsOfProduct => ((nint)Tiles * Tile.Columns) + Apart;

        private const int KernelFloats = ChannelsAtATime * WinogradTransform.Products * Tile.Columns;

        internal long Floats =>
            WinogradTransform.Halfway + FloatsOfPixels + Channels + KernelFloats + (WinogradTransform.Products * (TilesOfProduct + ResultsOfProduct));

        internal Scratch In(float* memory)
        {
            float* pixels = memory + Channels, halfway = pixels + FloatsOfPixels, kernel = halfway + WinogradTransform.Halfway;
            var tiles = kernel + KernelFloats;
            var results = tiles + (WinogradTransform.Products * TilesOfProduct);
            return new Scratch(memory, pixels, halfway, kernel, tiles, Tiles, TilesOfProduct, results, ResultsOfProduct);
        }
    }

    /// <summary>A part's own memory.</summary>
    private readonly struct Scratch(
        float* zeros, float* pixels, float* halfway, float* kernel, float* tiles, int tilesAtATime, nint tilesOfProduct, float* results,
        nint resultsOfProduct)
    {
        /// <summary>What lies beyond the border: a pixel of zeros, of any type.</summary>
        internal float* Zeros => zeros;

        /// <summary>A tile of the result, [16, 16].</summary>
        internal float* Pixels => pixels;

        /// <summary>What transforms keep between columns and rows.</summary>
        internal float* Halfway => halfway;

        /// <summary>[channels, 36, 48].</summary>
        internal float* Kernel => kernel;

        /// <summary>The channels that are multiplied together, from their first one on: [tiles, channels]; the other 35 products' follow.</summary>
        internal float* Slice(nint channel) => tiles + (channel * tilesAtATime);

        internal nint TilesOfProduct => tilesOfProduct;

        /// <summary>36 times [tiles, 48].</summary>
        internal float* Results => results;

        internal nint ResultsOfProduct => resultsOfProduct;
    }
}

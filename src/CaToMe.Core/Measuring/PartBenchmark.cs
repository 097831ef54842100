using System.Diagnostics;
using CaToMe.Kernels;
using CaToMe.Layers;
using CaToMe.Runtime;
using static TorchSharp.torch;

namespace CaToMe.Measuring;

/// <summary>
/// Times the parts that a U-Net call is made of, by every way of computing them: what decides which way is taken, and how far
/// each part is from what the processor can do.
/// </summary>
public static class PartBenchmark
{
    /// <summary>Runs it on the CPU, with the sizes of SD 1.5 at 512 pixels and of the embedded model, batch 2.</summary>
    /// <param name="repeats">Timed runs of each way; the median counts. From 1.</param>
    /// <param name="cancellationToken">Takes effect before the next part.</param>
    /// <returns>A part's timings, as soon as all its ways are timed.</returns>
    /// <exception cref="OptionException">The number of runs is less than 1.</exception>
    public static IEnumerable<PartTiming> Run(int repeats = 5, CancellationToken cancellationToken = default)
    {
        if (repeats < 1)
        {
            throw new OptionException("Repeats", repeats, "give the number of timed runs, from 1.");
        }

        return Parts().SelectMany(part =>
        {
            using var engine = new EngineThread(); // as a pipeline computes
            return engine.RunAsync(() => part(repeats), cancellationToken).GetAwaiter().GetResult();
        });
    }

    private static IEnumerable<Func<int, IReadOnlyList<PartTiming>>> Parts()
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            yield return repeats => Convolution(320, 320, 64, type, repeats);
            yield return repeats => Convolution(1280, 1280, 16, type, repeats);
            yield return repeats => Product(8192, 320, 2560, type, repeats);
            yield return repeats => Product(8192, 1280, 320, type, repeats);
            yield return repeats => Product(8192, 320, 960, type, repeats);
            yield return repeats => Product(2048, 640, 5120, type, repeats);
            yield return repeats => Product(512, 1280, 10240, type, repeats);
            yield return repeats => Product(8192, 48, 384, type, repeats);
            yield return repeats => Attention([4096, 4096], null, 8, 40, type, repeats);
            yield return repeats => Attention([2000, 2000], null, 8, 40, type, repeats);
            yield return repeats => Attention([1500, 2500], null, 8, 40, type, repeats); // as merging makes them
            yield return repeats => Attention([1024, 1024], null, 8, 80, type, repeats);
            yield return repeats => Attention([256, 256], null, 8, 160, type, repeats);
            yield return repeats => Attention([4096, 4096], [77, 77], 8, 40, type, repeats);
            yield return repeats => Attention([4096, 4096], null, 1, 48, type, repeats);
        }
    }

    private static List<PartTiming> Convolution(long inputs, long outputs, long side, ScalarType type, int repeats)
    {
        using var scope = NewDisposeScope();
        var x = Random(type, 2, side, side, inputs).permute(0, 3, 1, 2);
        var weight = Random(type, outputs, 3, 3, inputs).permute(0, 3, 1, 2);
        var bias = Random(type, outputs);
        var ways = new Dictionary<Route, Func<Tensor>> { [Route.LibTorch] = () => new LibTorchConvolution(weight, bias, 1, 1).Apply(x) };
        if (OneDnn.Takes(type))
        {
            var packed = OneDnn.PackKernel(weight, 1, 1);
            ways.Add(Route.OneDnn, () => new OneDnnConvolution(() => packed, bias, 1, 1).Apply(x));
        }

        var panels = WinogradConvolution.Pack(weight);
        ways.Add(Route.Own, () => new OwnConvolution(panels, bias, outputs).Apply(x));

        var chosen = Routes.Convolutions(CPU, type, inputs, outputs, isSame: true);
        return Time($"convolution {inputs} -> {outputs}, {side} x {side}", 2.0 * 2 * side * side * inputs * outputs * 9, type, repeats, ways, chosen);
    }

    private static List<PartTiming> Product(long rows, long inputs, long outputs, ScalarType type, int repeats)
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias) = (Random(type, rows, inputs), Random(type, outputs, inputs), Random(type, outputs));
        var ways = new Dictionary<Route, Func<Tensor>> { [Route.LibTorch] = () => new LibTorchMatrix(weight, bias, outputs).Multiply(x, 0, 1) };
        if (OneDnn.Takes(type))
        {
            var packed = OneDnn.PackMatrix(weight);
            ways.Add(Route.OneDnn, () => new OneDnnMatrix(_ => packed, bias, outputs).Multiply(x, 0, 1));
        }

        if (type == ScalarType.Float32)
        {
            var packed = new PackedMatrix(PackedMatrix.Pack([weight]), PackedMatrix.PackBias([bias]), outputs);
            ways.Add(Route.Own, () => packed.Multiply(x, 0, 1));
        }

        return Time($"linear {inputs} -> {outputs}, {rows} rows", 2.0 * rows * inputs * outputs, type, repeats, ways, Routes.Products(CPU, type));
    }

    // Each sample's number of queries and of keys; null: tokens attend to each other.
    private static List<PartTiming> Attention(
        IReadOnlyList<long> queries, IReadOnlyList<long>? keys, int heads, int width, ScalarType type, int repeats)
    {
        using var scope = NewDisposeScope();
        var channels = heads * width;
        keys ??= queries;
        var q = new PackedTokens(Random(type, queries.Sum(), channels), queries);
        var kv = new PackedTokens(Random(type, keys.Sum(), 2 * channels), keys);
        var multiHead = new MultiHead(channels, heads, upcast: false);
        var pairs = queries.Zip(keys, (ofQueries, ofKeys) => (double)ofQueries * ofKeys).Sum();
        return Time($"attention {heads} x {Lengths(q)} x {Lengths(kv)} x {width}", 4 * pairs * channels, type, repeats,
            new Dictionary<Route, Func<Tensor>>
            {
                [Route.LibTorch] = () => multiHead.ByLibTorch(q, kv, CancellationToken.None),
                [Route.Own] = () => multiHead.ByOwnKernel(q, kv, CancellationToken.None),
            },
            Routes.Attention(CPU, type));
    }

    private static string Lengths(PackedTokens tokens) => tokens.IsEven ? $"{tokens.Lengths[0]}" : $"({string.Join(", ", tokens.Lengths)})";

    private static Tensor Random(ScalarType type, params long[] shape) => randn(shape).to(type);

    /// <summary>All ways in turn, round after round.</summary>
    private static List<PartTiming> Time(
        string part, double operations, ScalarType type, int repeats, IReadOnlyDictionary<Route, Func<Tensor>> ways, Route chosen)
    {
        var seconds = ways.ToDictionary(way => way.Key, _ => new List<double>());
        for (var round = -1; round < repeats; round++)
        {
            foreach (var (route, compute) in ways)
            {
                var start = Stopwatch.GetTimestamp();
                compute().Dispose();
                if (round >= 0)
                {
                    seconds[route].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                }
            }
        }

        return [.. seconds.Select(timed => new PartTiming(
            part, ComputeDevice.NameOf(type), timed.Key.Name(), timed.Key == chosen, timed.Value.Order().ElementAt(repeats / 2), operations))];
    }
}

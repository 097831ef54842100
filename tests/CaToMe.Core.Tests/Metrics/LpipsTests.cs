using CaToMe.Metrics;
using CaToMe.Requests;
using CaToMe.Tests.Imaging;
using static TorchSharp.torch;

namespace CaToMe.Tests.Metrics;

/// <summary>LPIPS on tiny weights of the official layouts, against a reference in plain loops.</summary>
public sealed class LpipsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Networks() => ["alex", "vgg"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_distance_is_the_references(string network)
    {
        var weights = Weights(network);
        using var lpips = new Lpips(weights.Source);
        var (a, b) = (TestImages.Noisy(70, 66, noise: 10), TestImages.Noisy(70, 66, noise: 60));
        var expected = Reference(weights, network, a, b);
        Assert.Equal(network, lpips.Network);
        Assert.NotEqual(0, expected, 1e-4);
        Assert.Equal(1, lpips.Between(a, b) / expected, 1e-3);
        Assert.Equal(0, lpips.Between(a, a));
        Assert.Equal(lpips.Between(a, b), lpips.Between(b, a), 1e-6);
    }

    [Fact]
    public void A_file_of_the_weights_is_read_and_leaves_no_tensor_behind()
    {
        var weights = Weights("alex");
        weights.Save(folder["lpips.safetensors"]);
        var (a, b) = (TestImages.Noisy(70, 66, noise: 10), TestImages.Noisy(70, 66, noise: 60));
        using var made = new Lpips(weights.Source);
        var expected = made.Between(a, b);
        var before = TensorCount.Settled();
        using (var loaded = Lpips.Load(folder["lpips.safetensors"]))
        {
            Assert.Equal(expected, loaded.Between(a, b));
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Pickles_missing_tensors_and_other_sizes_are_refused()
    {
        Assert.Contains("pickle", Assert.Throws<ModelException>(() => Lpips.Load("alex.pth")).Message);
        new TinyWeights(new Dictionary<string, long[]> { ["net.slice1.0.weight"] = [4, 3, 11, 11] }).Save(folder["part.safetensors"]);
        Assert.Contains("net.slice1.0.bias", Assert.Throws<ModelException>(() => Lpips.Load(folder["part.safetensors"])).Message);
        using var lpips = new Lpips(Weights("alex").Source);
        Assert.Contains("64 x 65", Assert.Throws<CaToMeException>(() => lpips.Between(TestImages.Plain(64, 65), TestImages.Plain(64, 64))).Message);
    }

    /// <summary>Slices: for each, whether it shrinks first (by which window), and its convolutions: number, kernel, stride, padding.</summary>
    private static (int Window, (int Layer, int Kernel, int Stride, int Padding)[] Convolutions)[] Slices(string network) => network == "alex"
        ?
        [
            (0, [(0, 11, 4, 2)]), (3, [(3, 5, 1, 2)]), (3, [(6, 3, 1, 1)]), (0, [(8, 3, 1, 1)]), (0, [(10, 3, 1, 1)]),
        ]
        :
        [
            (0, [(0, 3, 1, 1), (2, 3, 1, 1)]), (2, [(5, 3, 1, 1), (7, 3, 1, 1)]), (2, [(10, 3, 1, 1), (12, 3, 1, 1), (14, 3, 1, 1)]),
            (2, [(17, 3, 1, 1), (19, 3, 1, 1), (21, 3, 1, 1)]), (2, [(24, 3, 1, 1), (26, 3, 1, 1), (28, 3, 1, 1)]),
        ];

    private static TinyWeights Weights(string network)
    {
        var shapes = new Dictionary<string, long[]> { ["scaling_layer.shift"] = [1, 3, 1, 1], ["scaling_layer.scale"] = [1, 3, 1, 1] };
        var inputs = 3L;
        foreach (var (slice, (_, convolutions)) in Slices(network).Index())
        {
            var outputs = 4L + slice;
            foreach (var (layer, kernel, _, _) in convolutions)
            {
                shapes[$"net.slice{slice + 1}.{layer}.weight"] = [outputs, inputs, kernel, kernel];
                shapes[$"net.slice{slice + 1}.{layer}.bias"] = [outputs];
                inputs = outputs;
            }

            shapes[$"lin{slice}.model.1.weight"] = [1, outputs, 1, 1];
        }

        return new TinyWeights(shapes);
    }

    private static double Reference(TinyWeights weights, string network, RgbImage a, RgbImage b)
    {
        var (x, y) = (Scaled(weights, a), Scaled(weights, b));
        var sum = 0.0;
        foreach (var (slice, (window, convolutions)) in Slices(network).Index())
        {
            (x, y) = (Slice(x), Slice(y));
            var lin = weights[$"lin{slice}.model.1.weight"];
            var (channels, height, width) = (x.GetLength(0), x.GetLength(1), x.GetLength(2));
            for (var row = 0; row < height; row++)
            {
                for (var column = 0; column < width; column++)
                {
                    var (lengthX, lengthY) = (Length(x, row, column), Length(y, row, column));
                    for (var c = 0; c < channels; c++)
                    {
                        var difference = (x[c, row, column] / (lengthX + 1e-10)) - (y[c, row, column] / (lengthY + 1e-10));
                        sum += lin[c] * difference * difference / (height * width);
                    }
                }
            }

            double[,,] Slice(double[,,] input) => convolutions.Aggregate(window == 0 ? input : Pool(input, window), (z, layer) =>
            {
                var place = $"net.slice{slice + 1}.{layer.Layer}";
                return Convolve(z, weights[place + ".weight"], weights[place + ".bias"], layer.Kernel, layer.Stride, layer.Padding);
            });
        }

        return sum;
    }

    private static double Length(double[,,] x, int row, int column) =>
        Math.Sqrt(Enumerable.Range(0, x.GetLength(0)).Sum(c => x[c, row, column] * x[c, row, column]));

    private static double[,,] Scaled(TinyWeights weights, RgbImage image)
    {
        var (shift, scale) = (weights["scaling_layer.shift"], weights["scaling_layer.scale"]);
        return Make(3, image.Height, image.Width,
            (c, row, column) => ((image.Pixels[(3 * ((row * image.Width) + column)) + c] / 127.5) - 1 - shift[c]) / scale[c]);
    }

    private static double[,,] Convolve(double[,,] x, double[] weight, double[] bias, int kernel, int stride, int padding)
    {
        var (inputs, height, width) = (x.GetLength(0), x.GetLength(1), x.GetLength(2));
        return Make(bias.Length, ((height + (2 * padding) - kernel) / stride) + 1, ((width + (2 * padding) - kernel) / stride) + 1, (o, row, column) =>
        {
            var sum = bias[o];
            for (var i = 0; i < inputs; i++)
            {
                for (var dy = 0; dy < kernel; dy++)
                {
                    for (var dx = 0; dx < kernel; dx++)
                    {
                        var (r, c) = ((row * stride) + dy - padding, (column * stride) + dx - padding);
                        sum += r >= 0 && r < height && c >= 0 && c < width ? x[i, r, c] * weight[(((((o * inputs) + i) * kernel) + dy) * kernel) + dx] : 0;
                    }
                }
            }

            return Math.Max(0, sum);
        });
    }

    private static double[,,] Pool(double[,,] x, int window) =>
        Make(x.GetLength(0), ((x.GetLength(1) - window) / 2) + 1, ((x.GetLength(2) - window) / 2) + 1, (c, row, column) =>
            (from dy in Enumerable.Range(0, window) from dx in Enumerable.Range(0, window) select x[c, (2 * row) + dy, (2 * column) + dx]).Max());

    private static double[,,] Make(int channels, int height, int width, Func<int, int, int, double> value)
    {
        var made = new double[channels, height, width];
        for (var c = 0; c < channels; c++)
        {
            for (var row = 0; row < height; row++)
            {
                for (var column = 0; column < width; column++)
                {
                    made[c, row, column] = value(c, row, column);
                }
            }
        }

        return made;
    }
}

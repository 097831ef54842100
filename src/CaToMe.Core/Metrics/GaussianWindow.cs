namespace CaToMe.Metrics;

/// <summary>Weighted means over 11 x 11 windows: a Gaussian of sigma 1.5, cut off at 3.5 sigma.</summary>
internal static class GaussianWindow
{
    internal const int Size = (2 * Radius) + 1;

    private const int Radius = 5;

    private static readonly double[] Weights = MakeWeights();

    /// <summary>The windows that lie inside the picture.</summary>
    /// <param name="plane">[height, width].</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <returns>[height - 10, width - 10].</returns>
    internal static double[] Blur(double[] plane, int width, int height)
    {
        var (insideWidth, insideHeight) = (width - (2 * Radius), height - (2 * Radius));
        var rows = new double[height * insideWidth];
        var result = new double[insideHeight * insideWidth];
        for (var y = 0; y < height; y++)
        {
            var row = rows.AsSpan(y * insideWidth, insideWidth);
            for (var k = 0; k < Size; k++)
            {
                AddScaled(row, plane.AsSpan((y * width) + k, insideWidth), Weights[k]);
            }
        }

        for (var y = 0; y < insideHeight; y++)
        {
            var row = result.AsSpan(y * insideWidth, insideWidth);
            for (var k = 0; k < Size; k++)
            {
                AddScaled(row, rows.AsSpan((y + k) * insideWidth, insideWidth), Weights[k]);
            }
        }

        return result;
    }

    private static void AddScaled(Span<double> target, ReadOnlySpan<double> values, double weight)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] += weight * values[i];
        }
    }

    private static double[] MakeWeights()
    {
        const double sigma = 1.5;
        var weights = Enumerable.Range(-Radius, Size).Select(x => Math.Exp(-x * x / (2 * sigma * sigma))).ToArray();
        var sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }
}

using CaToMe.Requests;

namespace CaToMe.Metrics;

/// <summary>
/// Bicubic resizing as Pillow does it, which CLIP was trained with: the window grows where the picture shrinks (Keys's kernel with a = -0.5), rows
/// first, then columns, each rounded to bytes.
/// </summary>
internal static class BicubicResize
{
    private const double Support = 2;

    internal static RgbImage To(RgbImage image, int width, int height)
    {
        var across = Along(image.Pixels, image.Height, image.Width, 3, width); // [H, width, 3]
        return new RgbImage(width, height, Along(across, 1, image.Height, 3 * width, height)); // [1, height, 3 width]
    }

    /// <summary>Resizes the middle dimension of [outer, from, inner] bytes.</summary>
    private static byte[] Along(byte[] values, int outer, int from, int inner, int to)
    {
        var result = new byte[outer * to * inner];
        for (var target = 0; target < to; target++)
        {
            var (first, weights) = Window(target, from, to);
            for (var o = 0; o < outer; o++)
            {
                for (var i = 0; i < inner; i++)
                {
                    var sum = 0.0;
                    for (var k = 0; k < weights.Length; k++)
                    {
                        sum += weights[k] * values[(((o * from) + first + k) * inner) + i];
                    }

                    result[(((o * to) + target) * inner) + i] = (byte)Math.Clamp(Math.Floor(sum + 0.5), 0, 255);
                }
            }
        }

        return result;
    }

    /// <summary>Which positions a target is made of, and their weights.</summary>
    private static (int First, double[] Weights) Window(int target, int from, int to)
    {
        var scale = (double)from / to;
        var stretch = Math.Max(scale, 1);
        var centre = (target + 0.5) * scale;
        var first = Math.Max(0, (int)(centre - (Support * stretch) + 0.5));
        var last = Math.Min(from, (int)(centre + (Support * stretch) + 0.5));
        var weights = Enumerable.Range(first, last - first).Select(x => Kernel((x - centre + 0.5) / stretch)).ToArray();
        var sum = weights.Sum();
        return (first, [.. weights.Select(w => w / sum)]);
    }

    private static double Kernel(double x)
    {
        const double a = -0.5;
        x = Math.Abs(x);
        return x < 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1 : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * a : 0;
    }
}

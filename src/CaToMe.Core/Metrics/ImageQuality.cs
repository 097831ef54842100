using CaToMe.Requests;

namespace CaToMe.Metrics;

/// <summary>How much a picture differs from a reference of the same size.</summary>
public static class ImageQuality
{
    private const double Range = 255;

    /// <summary>Peak signal-to-noise ratio.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="reference">What it is compared with.</param>
    /// <returns>Decibels over a range of 255; infinite when the pictures are equal.</returns>
    /// <exception cref="CaToMeException">The pictures have different sizes.</exception>
    public static double Psnr(RgbImage image, RgbImage reference) => 10 * Math.Log10(Range * Range / MeanSquaredError(image, reference));

    /// <summary>Mean squared difference of the pixels.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="reference">What it is compared with.</param>
    /// <returns>In squared steps of 0 to 255.</returns>
    /// <exception cref="CaToMeException">The pictures have different sizes.</exception>
    public static double MeanSquaredError(RgbImage image, RgbImage reference)
    {
        CheckSizes(image, reference);
        var sum = 0L;
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var difference = image.Pixels[i] - reference.Pixels[i];
            sum += difference * difference;
        }

        return (double)sum / image.Pixels.Length;
    }

    /// <summary>
    /// Structural similarity (Wang et al., 2004), as scikit-image's structural_similarity gives it with gaussian weights of
    /// sigma 1.5 and population covariance: the mean over the pixels whose 11 x 11 window lies inside the picture, and over
    /// the three colours.
    /// </summary>
    /// <param name="image">The picture, at least 11 x 11 pixels.</param>
    /// <param name="reference">What it is compared with.</param>
    /// <returns>From -1 to 1; 1 when the pictures are equal.</returns>
    /// <exception cref="CaToMeException">The pictures have different sizes or are too small.</exception>
    public static double Ssim(RgbImage image, RgbImage reference)
    {
        CheckSizes(image, reference);
        if (image.Width < GaussianWindow.Size || image.Height < GaussianWindow.Size)
        {
            throw new CaToMeException(
                $"A picture of {image.Width} x {image.Height} pixels has no structural similarity: "
                + $"give pictures of at least {GaussianWindow.Size} x {GaussianWindow.Size}.");
        }

        return Enumerable.Range(0, 3).Average(colour => Ssim(Plane(image, colour), Plane(reference, colour), image.Width, image.Height));
    }

    private static double Ssim(double[] x, double[] y, int width, int height)
    {
        const double c1 = 0.01 * Range * 0.01 * Range, c2 = 0.03 * Range * 0.03 * Range;
        double[] Mean(Func<int, double> value) => GaussianWindow.Blur([.. Enumerable.Range(0, x.Length).Select(value)], width, height);

        var (meanX, meanY) = (Mean(i => x[i]), Mean(i => y[i]));
        var (meanXX, meanYY, meanXY) = (Mean(i => x[i] * x[i]), Mean(i => y[i] * y[i]), Mean(i => x[i] * y[i]));
        var sum = 0.0;
        for (var i = 0; i < meanX.Length; i++)
        {
            var (mx, my) = (meanX[i], meanY[i]);
            var (varianceX, varianceY, covariance) = (meanXX[i] - (mx * mx), meanYY[i] - (my * my), meanXY[i] - (mx * my));
            sum += ((2 * mx * my) + c1) * ((2 * covariance) + c2)
                / (((mx * mx) + (my * my) + c1) * (varianceX + varianceY + c2));
        }

        return sum / meanX.Length;
    }

    private static double[] Plane(RgbImage image, int colour)
    {
        var plane = new double[image.Width * image.Height];
        for (var i = 0; i < plane.Length; i++)
        {
            plane[i] = image.Pixels[(3 * i) + colour];
        }

        return plane;
    }

    /// <summary>Refuses pictures of two sizes.</summary>
    internal static void CheckSizes(RgbImage image, RgbImage reference)
    {
        if ((image.Width, image.Height) != (reference.Width, reference.Height))
        {
            throw new CaToMeException(
                $"A picture of {image.Width} x {image.Height} pixels cannot be compared "
                + $"with one of {reference.Width} x {reference.Height}: give pictures of one size.");
        }
    }
}

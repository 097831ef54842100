using CaToMe.Requests;

namespace CaToMe.Tests.Imaging;

internal static class TestImages
{
    /// <summary>A smooth gradient with seeded noise on it.</summary>
    internal static RgbImage Noisy(int width, int height, int noise = 40, int seed = 0)
    {
        var random = new Random(seed);
        var pixels = new byte[3 * width * height];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = (i / 3 % width, i / 3 / width);
            var smooth = (i % 3) switch { 0 => 255 * x / width, 1 => 255 * y / height, _ => 128 };
            pixels[i] = (byte)Math.Clamp(smooth + random.Next(-noise, noise + 1), 0, 255);
        }

        return new RgbImage(width, height, pixels);
    }

    internal static RgbImage Plain(int width, int height, byte value = 128)
    {
        var pixels = new byte[3 * width * height];
        Array.Fill(pixels, value);
        return new RgbImage(width, height, pixels);
    }
}

using CaToMe.Metrics;
using CaToMe.Requests;
using CaToMe.Tests.Imaging;
using static TorchSharp.torch;

namespace CaToMe.Tests.Metrics;

public class ImageQualityTests
{
    [Fact]
    [Trait("Category", "Parity")]
    public void Psnr_and_Ssim_are_scikit_images()
    {
        using var scope = NewDisposeScope();
        foreach (var recorded in Golden.Cases("metrics", "cases.json").Where(c => c.TryGetProperty("ssim", out _)))
        {
            using var file = Golden.Tensors("metrics", "cases.safetensors");
            var name = recorded.GetProperty("name").GetString();
            var (a, b) = (ToImage(file.Load($"{name}/a")), ToImage(file.Load($"{name}/b")));
            Assert.Equal(recorded.GetProperty("psnr").GetDouble(), ImageQuality.Psnr(a, b), 1e-4);
            Assert.Equal(recorded.GetProperty("ssim").GetDouble(), ImageQuality.Ssim(a, b), 1e-4);
        }
    }

    [Fact]
    public void Equal_pictures_have_an_infinite_Psnr_and_a_Ssim_of_1()
    {
        var image = TestImages.Noisy(20, 30);
        Assert.Equal(double.PositiveInfinity, ImageQuality.Psnr(image, TestImages.Noisy(20, 30)));
        Assert.Equal(1, ImageQuality.Ssim(image, TestImages.Noisy(20, 30)), 1e-12);
    }

    [Fact]
    public void Psnr_counts_the_mean_square_error()
    {
        var (black, grey) = (TestImages.Plain(3, 2, 0), TestImages.Plain(3, 2, 51));
        Assert.Equal(20 * Math.Log10(5), ImageQuality.Psnr(black, grey), 1e-12);
        Assert.Equal(0, ImageQuality.Psnr(black, TestImages.Plain(3, 2, 255)), 1e-12);
    }

    [Fact]
    public void More_noise_is_less_alike()
    {
        var clean = TestImages.Noisy(40, 40, noise: 0);
        var alike = new[] { 5, 20, 80 }.Select(noise => TestImages.Noisy(40, 40, noise)).ToList();
        Assert.Equal(alike.OrderByDescending(i => ImageQuality.Psnr(i, clean)), alike);
        Assert.Equal(alike.OrderByDescending(i => ImageQuality.Ssim(i, clean)), alike);
    }

    [Fact]
    public void Pictures_of_other_sizes_are_refused_with_both_sizes()
    {
        var message = Assert.Throws<CaToMeException>(() => ImageQuality.Psnr(TestImages.Plain(4, 5), TestImages.Plain(5, 4))).Message;
        Assert.Contains("4 x 5", message);
        Assert.Contains("5 x 4", message);
        Assert.Contains("11 x 11", Assert.Throws<CaToMeException>(() => ImageQuality.Ssim(TestImages.Plain(10, 40), TestImages.Plain(10, 40))).Message);
    }

    /// <summary>[H, W, 3] bytes.</summary>
    private static RgbImage ToImage(Tensor image) => new((int)image.shape[1], (int)image.shape[0], image.bytes.ToArray());
}

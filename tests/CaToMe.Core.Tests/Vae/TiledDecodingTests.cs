using CaToMe.Runtime;
using CaToMe.Vae;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Vae;

public class TiledDecodingTests
{
    private const long Gigabyte = 1L << 30;

    [Theory]
    [InlineData(96, 96, 8, 1, false)]
    [InlineData(128, 128, 8, 16, false)]
    [InlineData(128, 128, 8, 4, true)]
    [InlineData(256, 256, 8, 64, false)]
    [InlineData(256, 256, 8, 16, true)]
    public void Memory_decides_above_the_size_of_a_tile(long height, long width, int needed, long free, bool expected)
    {
        using var latents = empty(1, 4, height, width);
        Assert.Equal(expected, TiledDecoding.IsAdvisable(latents, needed * height * width / (128 * 128) * Gigabyte, () => free * Gigabyte));
    }

    [Theory]
    [InlineData(128, 128, false)]
    [InlineData(128, 136, true)]
    public void The_size_decides_where_memory_is_not_known(long height, long width, bool expected)
    {
        using var latents = empty(1, 4, height, width);
        Assert.Equal(expected, TiledDecoding.IsAdvisable(latents, 1, () => null));
    }

    [Fact]
    public void Memory_for_a_whole_picture_grows_with_its_pixels_and_with_the_size_of_the_type()
    {
        long Bytes(ScalarType type, long side)
        {
            using var latents = empty(1, 4, side, side);
            using var vae = new AutoencoderKL(new WeightReader(new ShapeMaker(), META, type), AutoencoderConfig.From(PublishedConfigs.OfSd15().Of("vae")));
            return vae.BytesToDecode(latents);
        }

        Assert.InRange(Bytes(ScalarType.Float32, 128), 4 * Gigabyte, 6 * Gigabyte); // 1024 x 1024 pixels
        Assert.Equal(4 * Bytes(ScalarType.Float32, 64), Bytes(ScalarType.Float32, 128));
        Assert.Equal(2 * Bytes(ScalarType.BFloat16, 64), Bytes(ScalarType.Float32, 64));
    }

    [Fact]
    public void Free_memory_is_less_than_the_machine_has() =>
        Assert.InRange(ProcessMemory.FreeBytes(), 1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}

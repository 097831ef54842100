using CaToMe.Imaging;

namespace CaToMe.Tests.Imaging.Reading;

public sealed class CaseFileTests
{
    [Theory]
    [InlineData("lines-after-settings", "AUTOMATIC1111's web UI", "a castle, watercolour | blur | 20 euler-a 7 5 512x768 0")]
    [InlineData("pipes", "SD.Next", "a castle | blur | 25 euler-a 7 77 768x512 1")]
    [InlineData("fooocus", "Fooocus", "a castle | blur | 30 dpm++2m-sde 4 77 1152x896 0")]
    [InlineData("comfyui", "ComfyUI", "a castle | blur | 20 dpm++2m-karras 8 12 x 0")]
    [InlineData("novelai", "NovelAI", "a castle | blur | 28 euler 11 9 x 0")]
    [InlineData("seed-minus-one", "AUTOMATIC1111's web UI", "a castle |  | 20 unipc 7 ? 512x512 0")]
    public void A_picture_of_another_program_is_read(string file, string writer, string settings)
    {
        var read = ImageMetadata.Read(Path.Combine(RepositoryFolder.Path, "tests", "data", "cases", file + ".png"));
        Assert.Equal((writer, settings), (read.Writer, read.Summary()));
    }
}

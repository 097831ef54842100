using CaToMe.Requests;
using CaToMe.Runtime;
using CaToMe.Tool.Output;
using CaToMe.Weights;

namespace CaToMe.Tool.Tests.Output;

public class PictureFilesTests
{
    [Fact]
    public void A_file_that_appeared_meanwhile_is_kept_unless_files_are_to_be_replaced()
    {
        NativeRuntime.Load();
        using var folder = new TemporaryFolder("catome-");
        using var error = new StringWriter();
        var path = folder["l.safetensors"];
        File.WriteAllText(path, "another's");
        var latents = new Latents([1], [1, 1, 1, 1]);

        var written = new PictureFiles(new Terminal(TextWriter.Null, error), replace: false).SaveLatents(path, latents);

        Assert.Equal((folder["l-2.safetensors"], "another's"), (written, File.ReadAllText(path)));
        Assert.Contains(written, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(path, new PictureFiles(new Terminal(TextWriter.Null, error), replace: true).SaveLatents(path, latents));
        Assert.Equal(File.ReadAllBytes(written), File.ReadAllBytes(path));
    }

    [Fact]
    public void Latents_are_the_tensor_latents_to_the_bit()
    {
        NativeRuntime.Load();
        using var folder = new TemporaryFolder("catome-");
        var latents = new Latents([.. Enumerable.Range(0, 48).Select(i => MathF.Sin(i))], [2, 4, 2, 3]);

        new PictureFiles(new Terminal(TextWriter.Null, TextWriter.Null), replace: false).SaveLatents(folder["l.safetensors"], latents);

        using var file = SafetensorsFile.Open(folder["l.safetensors"]);
        using var read = file.Load("latents");
        Assert.Equal("latents", Assert.Single(file.Entries).Key);
        Assert.Equal(latents.Shape, read.shape);
        Assert.Equal(latents.Values, read.data<float>().ToArray());
    }
}

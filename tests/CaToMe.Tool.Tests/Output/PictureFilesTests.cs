using CaToMe.Runtime;
using CaToMe.Tool.Output;
using CaToMe.Weights;

namespace CaToMe.Tool.Tests.Output;

public class PictureFilesTests
{
    [Fact]
    public void Latents_are_the_tensor_latents_to_the_bit()
    {
        NativeRuntime.Load();
        using var folder = new TemporaryFolder();
        var latents = new Latents([.. Enumerable.Range(0, 48).Select(i => MathF.Sin(i))], [2, 4, 2, 3]);

        new PictureFiles(new Terminal(TextWriter.Null, TextWriter.Null), replace: false).SaveLatents(folder.File("l.safetensors"), latents);

        using var file = SafetensorsFile.Open(folder.File("l.safetensors"));
        using var read = file.Load("latents");
        Assert.Equal("latents", Assert.Single(file.Entries).Key);
        Assert.Equal(latents.Shape, read.shape);
        Assert.Equal(latents.Values, read.data<float>().ToArray());
    }
}

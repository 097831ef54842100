using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Parity;

/// <summary>Each model of the parity data is there as a folder and as one file: both give the same tensors, bit for bit.</summary>
[Trait("Category", "Parity")]
public class SingleFileTests
{
    [Fact]
    public void File_and_folder_give_the_same_tensors()
    {
        foreach (var path in Golden.Has("models") ? Directory.GetFiles(Golden.PathOf("models"), "*.safetensors") : [])
        {
            AssertSame(Golden.Model(Path.GetFileNameWithoutExtension(path)), path);
        }
    }

    private static void AssertSame(string folderPath, string filePath)
    {
        using var folder = ModelFiles.Open(folderPath);
        using var file = ModelFiles.Open(filePath, folderPath);
        var before = TensorCount.Settled();

        foreach (var component in new[] { "unet", "vae", "text_encoder", "text_encoder_2" })
        {
            Assert.Equal(folder.Has(component), file.Has(component));
            if (folder.Has(component))
            {
                AssertSame(folder.Weights(component), file.Weights(component));
            }
        }

        Assert.Equal(folder.Family, file.Family);
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static void AssertSame(ITensorSource folder, ITensorSource file)
    {
        var names = folder.Names.ToDictionary(WithoutPrefix);
        var others = file.Names.ToDictionary(WithoutPrefix);
        Assert.Equal(names.Keys.Order(StringComparer.Ordinal), others.Keys.Order(StringComparer.Ordinal));
        foreach (var name in names.Keys)
        {
            using var scope = NewDisposeScope();
            var (expected, actual) = (folder.Load(names[name]), file.Load(others[name]));
            Assert.Equal(expected.dtype, actual.dtype);
            Assert.Equal(expected.shape, actual.shape);
            Assert.Equal(expected.shape, file.ShapeOf(others[name]));
            Assert.True(expected.bytes.SequenceEqual(actual.contiguous().bytes), name);
        }
    }

    /// <summary>Text encoders are saved with and without this prefix.</summary>
    private static string WithoutPrefix(string name) => name.StartsWith("text_model.") ? name["text_model.".Length..] : name;
}

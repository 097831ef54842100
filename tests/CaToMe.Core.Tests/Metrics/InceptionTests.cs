using CaToMe.Metrics;
using CaToMe.Requests;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Metrics;

[Trait("Category", "Parity")]
public class InceptionTests
{
    [Fact]
    public void Features_are_pytorch_fids()
    {
        var cases = Golden.Cases("metrics", "inception.json").ToList();
        if (cases.Count == 0)
        {
            return;
        }

        var shapes = cases[^1].GetProperty("keys").EnumerateObject()
            .ToDictionary(k => k.Name, k => k.Value.EnumerateArray().Select(d => d.GetInt64()).ToArray());
        using var scope = NewDisposeScope();
        using var file = Golden.Tensors("metrics", "inception.safetensors");
        using var inception = new Inception(new HashedWeights("", shapes));
        foreach (var name in cases.Where(c => c.TryGetProperty("name", out _)).Select(c => c.GetProperty("name").GetString()))
        {
            var (images, expected) = (file.Load($"{name}/images"), file.Load($"{name}/features"));
            Assert.InRange(Golden.RelativeError(inception.Features(images), expected), 0, 1e-3);
            Assert.InRange(Golden.RelativeError(inception.Features(images.unbind(0).Select(ToImage)), expected), 0, 1e-3);
        }
    }

    [Fact]
    public void A_missing_file_is_refused_by_name() =>
        Assert.Contains("inception.safetensors", Assert.Throws<ModelException>(() => Inception.Load("inception.safetensors")).Message);

    /// <summary>[3, H, W] bytes.</summary>
    private static RgbImage ToImage(Tensor image) =>
        new((int)image.shape[2], (int)image.shape[1], image.permute(1, 2, 0).contiguous().bytes.ToArray());
}

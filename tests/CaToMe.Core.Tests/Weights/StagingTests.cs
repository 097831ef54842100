using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Weights;

public sealed class StagingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)] // converted on the way
    public void What_is_read_by_way_of_it_stays_as_it_was_when_the_next_is_read(ScalarType stored)
    {
        var tensors = Enumerable.Range(1, 6).ToDictionary(i => $"{i}", i => randn(i, 5).to(stored));
        SafetensorsFile.Save(folder["w.safetensors"], tensors);
        using var source = new TensorFiles(WeightFiles.Single(folder["w.safetensors"]));
        var before = TensorCount.Settled();
        using (var staging = new Staging())
        using (var reader = new WeightReader(source, CPU, ScalarType.Float32, staging: staging))
        {
            // Larger and smaller ones, as they are, turned, and several as one.
            var read = new Dictionary<string, Tensor>
            {
                ["2"] = reader.Read("2", 2, 5),
                ["6"] = reader.Make(["6"], t => t[0].t().contiguous(), 6, 5),
                ["1"] = reader.Make(["1"], t => t[0].flatten(), 1, 5),
                ["5"] = reader.Read("5", 5, 5),
                ["33"] = reader.Make(["3", "3"], t => cat([.. t]), 3, 5),
                ["4"] = reader.Make(["4"], t => t[0].t(), 4, 5),
            };

            using var scope = NewDisposeScope();
            Tensor Of(int name) => tensors[$"{name}"].to(ScalarType.Float32);
            Assert.Equal(Numbers(Of(1).flatten()), Numbers(read["1"]));
            Assert.Equal(Numbers(Of(2)), Numbers(read["2"]));
            Assert.Equal(Numbers(cat([Of(3), Of(3)])), Numbers(read["33"]));
            Assert.Equal(Numbers(Of(4).t()), Numbers(read["4"]));
            Assert.Equal(Numbers(Of(5)), Numbers(read["5"]));
            Assert.Equal(Numbers(Of(6).t()), Numbers(read["6"]));
        }

        Assert.Equal(before, Tensor.TotalCount);
        tensors.Values.ToList().ForEach(t => t.Dispose());
    }

    [Fact]
    public void Its_memory_is_used_again()
    {
        using var staging = new Staging();
        staging.Take([8, 8], ScalarType.Float32).Dispose();
        using var kept = staging.Keep(ones(3)); // from here on there is room
        using var first = staging.Take([8, 8], ScalarType.Float32);
        first.fill_(7);
        using var other = staging.Keep(ones(3));
        using var second = staging.Take([8, 4], ScalarType.Float32);

        Assert.Equal(7, Numbers(second)[0]);
    }

    private static float[] Numbers(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}

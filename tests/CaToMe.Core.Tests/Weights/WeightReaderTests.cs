using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Weights;

public sealed class WeightReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TensorFiles source;
    private readonly WeightReader reader;
    private readonly List<long> read = [];

    public WeightReaderTests()
    {
        using var scope = NewDisposeScope();
        SafetensorsFile.Save(folder["w.safetensors"], new Dictionary<string, Tensor>
        {
            ["block.0.weight"] = arange(6).reshape(2, 3).to(ScalarType.Float16),
            ["block.0.bias"] = arange(2).to(ScalarType.Float16),
            ["position_ids"] = arange(4),
        });
        source = new TensorFiles(WeightFiles.Single(folder["w.safetensors"]));
        reader = new WeightReader(source, CPU, ScalarType.Float32, read.Add);
    }

    public void Dispose()
    {
        reader.Dispose();
        source.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_parameter_arrives_in_the_chosen_type()
    {
        var weight = reader["block"][0].Read("weight", 2, 3);

        Assert.Equal(ScalarType.Float32, weight.dtype);
        Assert.Equal([0, 1, 2, 3, 4, 5], weight.data<float>().ToArray());
        Assert.Equal([6], read);
    }

    [Fact]
    public void A_wrong_shape_names_the_file_the_tensor_and_both_shapes()
    {
        var error = Assert.Throws<ModelException>(() => reader["block"][0].Read("weight", 3, 2));

        Assert.Contains($"{folder["w.safetensors"]}: the tensor block.0.weight has the shape [2, 3], and the configuration needs [3, 2]", error.Message);
    }

    [Fact]
    public void Whole_numbers_are_no_weights()
    {
        var before = TensorCount.Settled();
        var error = Assert.Throws<ModelException>(() => reader.Read("position_ids", 4));

        Assert.Contains("the tensor position_ids holds whole numbers (Int64), and quantised weights are not supported.", error.Message);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_missing_tensor_names_the_file_the_tensor_and_its_shape()
    {
        var error = Assert.Throws<ModelException>(() => reader["block"][1].Read("weight", 3, 2));

        Assert.Contains($"{folder["w.safetensors"]} has no tensor block.1.weight [3, 2]", error.Message);
    }

    [Fact]
    public void A_tensor_without_a_place_is_named_unless_it_may_be_ignored()
    {
        reader["block"][0].Read("weight", 2, 3);
        var error = Assert.Throws<ModelException>(() => reader.EnsureAllRead(name => name.EndsWith("position_ids")));
        Assert.Contains($"{folder["w.safetensors"]} has 1 tensor(s) that the configuration has no place for, the first is block.0.bias [2]", error.Message);

        reader["block"][0].Read("bias", 2);
        reader.EnsureAllRead(name => name.EndsWith("position_ids"));
    }

    [Fact]
    public void Disposing_frees_every_parameter()
    {
        var before = TensorCount.Settled();
        reader["block"][0].Read("weight", 2, 3);
        reader["block"][0].Make(["bias", "bias"], biases => cat([.. biases]), 2);
        Assert.Equal(before + 2, Tensor.TotalCount);

        reader.Dispose();

        Assert.Equal(before, Tensor.TotalCount);
    }
}

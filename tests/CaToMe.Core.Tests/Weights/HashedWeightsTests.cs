using CaToMe.Weights;

namespace CaToMe.Tests.Weights;

public class HashedWeightsTests
{
    // Values of an independent implementation of the formula in the parity data's README.
    [Theory]
    [InlineData("conv_in.weight", new long[] { 320, 4, 3, 3 }, 0, -0.08273102f)]
    [InlineData("conv_in.weight", new long[] { 320, 4, 3, 3 }, 1, -0.22692148f)]
    [InlineData("conv_in.weight", new long[] { 320, 4, 3, 3 }, 11519, 0.12780985f)]
    [InlineData("norm.weight", new long[] { 320 }, 1, 1.0392671f)]
    [InlineData("norm.bias", new long[] { 320 }, 0, 0.04423092f)]
    [InlineData("bn.running_var", new long[] { 8 }, 0, 0.8482334f)]
    public void A_value_follows_from_the_name_and_the_position(string name, long[] shape, int position, float expected)
    {
        using var tensor = Source((name, shape)).Load(name);
        Assert.Equal(shape, tensor.shape);
        Assert.Equal(expected, tensor.data<float>()[position]);
    }

    [Fact]
    public void It_has_the_tensors_of_its_dictionary_alone()
    {
        var source = Source(("a.weight", [2, 3]));
        Assert.Equal(["a.weight"], source.Names);
        Assert.Equal([2, 3], source.ShapeOf("a.weight")!);
        Assert.Null(source.ShapeOf("b.weight"));
    }

    private static HashedWeights Source(params (string Name, long[] Shape)[] tensors) => new("unet.", tensors.ToDictionary());
}

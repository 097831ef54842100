using CaToMe.Reuse;
using static TorchSharp.torch;

namespace CaToMe.Tests.Reuse;

public class ContinuationTests
{
    private static readonly float[] Base = [1, -2, 3, 0.5f], Slope = [0.5f, 1, -1, 2];

    [Fact]
    public void It_learns_from_the_next_computed_one_what_it_should_have_given()
    {
        using var scope = NewDisposeScope();
        using var continued = new Continuation();
        continued.Add(Line(0));
        continued.Add(Line(0));
        Near(Line(0), continued.Next());
        continued.Add(Line(0) * 0.5);
        Near(Line(0) * 0.25, continued.Next());
    }

    [Fact]
    public void What_fades_goes_on_fading()
    {
        using var scope = NewDisposeScope();
        using var continued = new Continuation();
        continued.Add(tensor(Base).unsqueeze(0));
        continued.Add(tensor(Base).unsqueeze(0) * 0.5);
        Near(tensor(Base).unsqueeze(0) * 0.25, continued.Next());
        Near(tensor(Base).unsqueeze(0) * 0.125, continued.Next());
    }

    [Fact]
    public void What_only_jumps_about_shrinks()
    {
        using var scope = NewDisposeScope();
        using var continued = new Continuation();
        using var generator = new Generator(3, CPU);
        var last = zeros(1);
        for (var call = 0; call < 4; call++)
        {
            last = randn([1, 4096], generator: generator);
            continued.Add(last);
        }

        Assert.True(continued.Next().norm().item<float>() < 0.2f * last.norm().item<float>());
    }

    [Fact]
    public void One_value_is_kept_and_nothing_stays_nothing()
    {
        using var scope = NewDisposeScope();
        using var continued = new Continuation();
        continued.Add(Line(1));
        Near(Line(1), continued.Next());
        using var nothing = new Continuation();
        for (var call = 0; call < 3; call++)
        {
            nothing.Add(zeros(1, 4));
        }

        Near(zeros(1, 4), nothing.Next());
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        using var scope = NewDisposeScope();
        var before = TensorCount.Settled();
        using (var inner = NewDisposeScope())
        {
            using var continued = Of(0, 1, 2, 3, 4, 5);
            continued.Next();
            continued.Next();
            continued.Add(Line(8));
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    private static Continuation Of(params int[] calls)
    {
        var continued = new Continuation();
        foreach (var call in calls)
        {
            continued.Add(Line(call));
        }

        return continued;
    }

    private static Tensor Line(int call) => (tensor(Base) + (tensor(Slope) * call)).unsqueeze(0);

    private static void Near(Tensor expected, Tensor actual) => Assert.True(
        allclose(expected, actual, 1e-3, 1e-3),
        $"{string.Join(' ', actual.data<float>())} is not {string.Join(' ', expected.data<float>())}");
}

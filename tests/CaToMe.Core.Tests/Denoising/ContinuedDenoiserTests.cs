using CaToMe.Denoising;
using CaToMe.Reuse;
using static TorchSharp.torch;

namespace CaToMe.Tests.Denoising;

public class ContinuedDenoiserTests
{
    [Fact]
    public void Calls_that_are_left_out_ask_nobody_and_go_on()
    {
        using var scope = NewDisposeScope();
        using var predictions = new Continuation();
        var inner = new Growing();
        PlannedCall[] calls = [new(0), new(0), new(0), new(0) { Predicts = false }, new(0)];
        var denoiser = new ContinuedDenoiser(inner, calls, predictions);
        var predicted = calls.Select((_, call) => denoiser.Predict(zeros(1, 2), call)[0, 1].item<float>()).ToList();
        Assert.Equal([1, 2, 4, 8, 16], predicted.Select(p => Math.Round(p, 3)));
        Assert.Equal([0, 1, 2, 4], inner.Calls);
    }

    private sealed class Growing : IDenoiser
    {
        internal List<int> Calls { get; } = [];

        public Tensor Predict(Tensor latents, int call)
        {
            Calls.Add(call);
            return tensor(new float[] { 0, 1 << call }).unsqueeze(0);
        }
    }
}

using CaToMe.Denoising;
using CaToMe.Reuse;
using static TorchSharp.torch;

namespace CaToMe.Tests.Denoising;

public class GuidedDenoiserTests
{
    [Theory]
    [InlineData(1.0, 3.0)]
    [InlineData(2.0, 5.0)]
    [InlineData(0.0, 1.0)]
    public void The_prediction_lies_on_the_line_from_the_negative_prompts_to_the_prompts(double scale, double expected)
    {
        using var scope = NewDisposeScope();
        using var difference = new Continuation();
        var predicted = new GuidedDenoiser(new OneAndThree(), scale, [new PlannedCall(0)], difference).Predict(zeros(1, 4, 2, 2), call: 0);
        Assert.Equal(expected, predicted.mean().item<float>(), 1e-6);
    }

    [Fact]
    public void A_call_that_leaves_the_negative_prompt_out_continues_the_difference()
    {
        using var scope = NewDisposeScope();
        using var difference = new Continuation();
        var inner = new OneAndThree();
        PlannedCall[] calls = [new(0), new(0), new(0) { Guidance = GuidanceSource.Continued }];
        var guided = new GuidedDenoiser(inner, 2, calls, difference);
        var predicted = calls.Select((_, call) => guided.Predict(zeros(1, 4, 2, 2), call).mean().item<float>()).ToList();
        Assert.Equal([5, 5, 5], predicted.Select(p => Math.Round(p, 4)));
        Assert.Equal([2, 2, 1], inner.Samples);
    }

    [Fact]
    public void A_call_outside_the_interval_follows_the_prompt_alone()
    {
        using var scope = NewDisposeScope();
        using var difference = new Continuation();
        var inner = new OneAndThree();
        var predicted = new GuidedDenoiser(inner, 2, [new(0) { Guidance = GuidanceSource.None }], difference).Predict(zeros(1, 4, 2, 2), 0);
        Assert.Equal(3, predicted.mean().item<float>());
        Assert.Equal([1], inner.Samples);
    }

    /// <summary>Predicts 1 with the negative prompt and 3 with the prompt.</summary>
    private sealed class OneAndThree : IDenoiser
    {
        internal List<long> Samples { get; } = [];

        public Tensor Predict(Tensor latents, int call)
        {
            Samples.Add(latents.shape[0]);
            var prompted = full([1, 4, 2, 2], 3f);
            return latents.shape[0] == 1 ? prompted : cat([ones(1, 4, 2, 2), prompted]);
        }
    }
}

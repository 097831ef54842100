using CaToMe.Denoising;
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
        var predicted = new GuidedDenoiser(new OneAndThree(), scale).Predict(zeros(1, 4, 2, 2), call: 0);
        Assert.Equal(expected, predicted.mean().item<float>(), 1e-6);
    }

    /// <summary>Predicts 1 with the negative prompt and 3 with the prompt.</summary>
    private sealed class OneAndThree : IDenoiser
    {
        public Tensor Predict(Tensor latents, int call) => cat([ones(1, 4, 2, 2), full([1, 4, 2, 2], 3f)]);
    }
}

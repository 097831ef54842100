using CaToMe.Conditioning;
using static TorchSharp.torch;

namespace CaToMe.Tests.Conditioning;

public class PromptEncoderTests
{
    [Fact]
    public void Equal_prompts_give_equal_rows_in_the_order_of_the_prompts()
    {
        using var scope = NewDisposeScope();
        using var encoder = TextModels.Prompts("emoji");

        var together = encoder.Encode(["a red apple", "", "a red apple"]).Context;
        var alone = encoder.Encode(["a red apple"]).Context;

        Assert.Equal([3, ClipTokenizer.Length, alone.shape[2]], together.shape);
        Assert.True(together[0].allclose(together[2], rtol: 0, atol: 0));
        Assert.InRange(Golden.RelativeError(together[0], alone[0]), 0, 1e-5);
        Assert.False(together[0].allclose(together[1], atol: 1e-2));
    }

    [Fact]
    public void A_cut_prompt_is_a_warning_that_names_what_was_dropped()
    {
        using var scope = NewDisposeScope();
        using var encoder = TextModels.Prompts("emoji");
        var prompt = string.Concat(Enumerable.Repeat("1 ", 76)) + "2";

        var warning = Assert.Single(encoder.Encode([prompt, "a house", prompt]).Warnings);
        Assert.Equal("The prompt has 77 tokens and the text encoder reads 75: dropped \"1 2\".", warning);
        Assert.Empty(encoder.Encode(["a house"]).Warnings);
    }

    [Fact]
    public void All_layers_can_be_skipped()
    {
        using var scope = NewDisposeScope();
        using var encoder = TextModels.Prompts("emoji");
        Assert.Equal(3, encoder.MaxSkippedLayers);
        Assert.NotEmpty(encoder.Encode(["a house"], encoder.MaxSkippedLayers).Context.shape);
    }

    [Fact]
    public void Encoding_leaves_its_result_and_disposal_nothing()
    {
        var before = TensorCount.Settled();
        using (var encoder = TextModels.Prompts("emoji"))
        {
            var loaded = Tensor.TotalCount;
            using (var scope = NewDisposeScope())
            {
                encoder.Encode(["a red apple", "", "a red apple"], 1);
                Assert.Equal(loaded + 1, Tensor.TotalCount);
            }

            Assert.Equal(loaded, Tensor.TotalCount);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }
}

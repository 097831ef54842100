using CaToMe.Measuring;
using CaToMe.Models;

namespace CaToMe.Tests.Measuring;

public class SelfCheckTests
{
    [Fact]
    public async Task This_machine_passes()
    {
        var result = await SelfCheck.RunAsync(new PipelineOptions { Device = "cpu" });
        Assert.True(result.Passed, $"{result.Difference} of {result.Limit}");
    }

    [Fact]
    public void Other_numbers_and_what_is_no_number_do_not_pass()
    {
        using var pipeline = DiffusionPipeline.Load(EmbeddedModel.Path, new PipelineOptions { Device = "cpu" });
        var run = pipeline.Generate(SelfCheck.Request);
        Assert.True(Of(run.Latents.Values).Compare(run).Passed);
        Assert.False(Of([.. run.Latents.Values.Select((x, i) => i == 5 ? x + 0.01f : x)]).Compare(run).Passed);
        Assert.False(Of([.. run.Latents.Values.Select((x, i) => i == 5 ? float.NaN : x)]).Compare(run).Passed);

        SelfCheck Of(float[] values) => new(run.Model.Hash, run.Latents.Shape, values);
    }
}

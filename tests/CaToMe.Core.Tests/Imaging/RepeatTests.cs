using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Requests;

namespace CaToMe.Tests.Imaging;

public class RepeatTests
{
    [Fact]
    public void The_settings_in_a_file_repeat_its_picture_to_the_bit()
    {
        using var folder = new TemporaryFolder();
        using var pipeline = DiffusionPipeline.Load(Golden.Model("emoji"));
        var request = new GenerationRequest
        {
            Prompt = "a red apple, 林檎",
            NegativePrompt = "blue",
            Steps = 4,
            Seed = 7,
            Batch = 2,
            Width = 64,
            Height = 96,
            Sampler = "euler-a",
            Merge = new MergeOptions { Method = MergeMethod.CaToMe, Threshold = 0.9, Destinations = DestinationChoice.Random },
        };
        var drawn = pipeline.Generate(request);
        PngFile.Save(folder["a.png"], drawn.Images[1], ImageMetadata.Of(drawn, 1).ToText());

        var read = ImageMetadata.Read(folder["a.png"]);
        Assert.Equal((true, 1, drawn.Model.Hash), (read.IsExact, read.BatchIndex, read.ModelHash));
        Assert.Equal(PngFile.Load(folder["a.png"]).Pixels, pipeline.Generate(read.Request).Images[read.BatchIndex].Pixels);
    }
    [Fact]
    public void A_picture_tells_with_what_its_model_was_loaded_and_the_same_again_repeats_it()
    {
        using var folder = new TemporaryFolder();
        var request = new GenerationRequest { Prompt = "a red apple", Steps = 2, Width = 64, Height = 64 };
        var told = Draw(new PipelineOptions { Prediction = "epsilon", TimestepSpacing = "trailing" });
        PngFile.Save(folder["a.png"], told.Images[0], ImageMetadata.Of(told).ToText());

        var read = ImageMetadata.Read(folder["a.png"]);
        var again = Draw(new PipelineOptions { Prediction = read.Prediction, TimestepSpacing = read.TimestepSpacing });

        Assert.Equal(("epsilon", "trailing"), (read.Prediction, read.TimestepSpacing));
        Assert.Equal(told.Images[0].Pixels, again.Images[0].Pixels);
        Assert.NotEqual(told.Images[0].Pixels, Draw(new PipelineOptions()).Images[0].Pixels);

        GenerationResult Draw(PipelineOptions options)
        {
            using var pipeline = DiffusionPipeline.Load(Golden.Model("emoji"), options);
            return pipeline.Generate(request);
        }
    }
}

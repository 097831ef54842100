using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Tests.Weights;
using CaToMe.Weights;

namespace CaToMe.Tests;

/// <summary>What is recommended for a model belongs to its weights, not to its place.</summary>
public class RecommendationsTests
{
    private static readonly PipelineOptions OnCpu = new() { Device = "cpu" };

    [Fact]
    public void The_embedded_model_was_measured()
    {
        using var files = ModelFiles.Open(EmbeddedModel.Path);
        Assert.Equal(files.Hash(), Recommendations.Shipped.Embedded); // after other weights: dotnet run --project bench/CaToMe.Figures -c Release
    }

    [Fact]
    public void A_copy_under_another_name_gets_the_same()
    {
        using var copy = new ModelCopy("emoji");
        using var pipeline = DiffusionPipeline.Load(copy.Path, OnCpu);
        Assert.NotEqual(EmbeddedModel.Path, pipeline.Model.Path);
        Assert.Equal(Recommendations.Shipped.OfEmbedded.GuidanceScale, pipeline.Model.DefaultGuidanceScale);
        Assert.Equal(Recommendations.Shipped.OfEmbedded.Merge, pipeline.Model.RecommendedMerge);
    }

    [Fact]
    public void Other_weights_get_their_familys()
    {
        using var pipeline = DiffusionPipeline.Load(Golden.Model("tiny-sdxl"), OnCpu);
        Assert.Null(Recommendations.Shipped.Of(pipeline.Model.Hash));
        Assert.Equal(5, pipeline.Model.DefaultGuidanceScale);
        Assert.Equal(new MergeOptions { Method = MergeMethod.CaToMe }, pipeline.Model.RecommendedMerge);
    }

    [Fact]
    public void Replaced_weights_keep_what_is_known_of_the_earlier_ones()
    {
        var replaced = Recommendations.Shipped.WithEmbedded("0123456789", new Recommendation(4, 0.8, "every-10"));
        Assert.Equal(4, replaced.OfEmbedded.GuidanceScale);
        Assert.Equal(Recommendations.Shipped.OfEmbedded, replaced.Of(Recommendations.Shipped.Embedded));
    }

    [Fact]
    public void The_file_is_as_it_would_be_written() => Assert.Equal(
        File.ReadAllText(Path.Combine(RepositoryFolder.Path, "models", "recommendations.json")).ReplaceLineEndings(),
        Recommendations.Shipped.ToJson().ReplaceLineEndings());
}

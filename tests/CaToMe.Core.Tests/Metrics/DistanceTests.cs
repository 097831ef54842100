using CaToMe.Metrics;
using static TorchSharp.torch;

namespace CaToMe.Tests.Metrics;

public class DistanceTests
{
    [Fact]
    [Trait("Category", "Parity")]
    public void Frechet_distances_are_the_recorded_ones()
    {
        using var scope = NewDisposeScope();
        foreach (var recorded in Golden.Cases("metrics", "cases.json").Where(c => c.TryGetProperty("frechet", out _)))
        {
            using var file = Golden.Tensors("metrics", "cases.safetensors");
            var name = recorded.GetProperty("name").GetString();
            Assert.Equal(recorded.GetProperty("frechet").GetDouble(), FrechetDistance.Between(file.Load($"{name}/a"), file.Load($"{name}/b")), 1e-4);
        }
    }

    [Fact]
    public void The_Frechet_distance_of_shifted_features_is_the_squared_shift()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var features = randn([50, 8], generator: generator);
        Assert.Equal(0, FrechetDistance.Between(features, features), 1e-9);
        Assert.Equal(8 * 0.25, FrechetDistance.Between(features, features + 0.5), 1e-4);
    }

    [Fact]
    public void Fewer_pictures_than_features_still_give_a_Frechet_distance()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var (a, b) = (randn([4, 64], generator: generator), randn([5, 64], generator: generator));
        Assert.InRange(FrechetDistance.Between(a, b), 1, 1000);
        Assert.Equal(FrechetDistance.Between(a, b), FrechetDistance.Between(b, a), 1e-6);
    }

    [Fact]
    public void A_Frechet_distance_leaves_no_tensor_behind()
    {
        using var features = ones(4, 3);
        var before = TensorCount.Settled();
        FrechetDistance.Between(features, features);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void One_picture_has_no_Frechet_distance()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("at least two", Assert.Throws<CaToMeException>(() => FrechetDistance.Between(ones(1, 3), ones(2, 3))).Message);
        Assert.Contains("[2, 4]", Assert.Throws<CaToMeException>(() => FrechetDistance.Between(ones(2, 4), ones(2, 3))).Message);
    }

    [Fact]
    public void The_Jaccard_distance_is_the_share_of_pairs_that_are_not_common()
    {
        (int, int)[] first = [(1, 0), (3, 2), (5, 4)], second = [(5, 4), (1, 0), (3, 0)];
        Assert.Equal(0.5, JaccardDistance.Between(first, second));
        Assert.Equal(0, JaccardDistance.Between(first, first));
        Assert.Equal(1, JaccardDistance.Between(first, []));
        Assert.Equal(0, JaccardDistance.Between([], []));
    }

    [Fact]
    public void A_similarity_is_counted_once_on_its_side_of_the_threshold()
    {
        float[] similarities = [1.0000001f, 1f, 0.9f, 0.85f, 0.849f, 0.62f];
        var histogram = SimilarityHistogram.Of(similarities, threshold: 0.85f, bins: 8);
        Assert.Equal((0.6, 0.05), (histogram.Start, Math.Round(histogram.BinWidth, 12)));
        Assert.Equal(4, histogram.Merged.Sum());
        Assert.Equal(2, histogram.Unmerged.Sum());
        Assert.Equal((2, 1), (histogram.Merged[^1], histogram.Unmerged[0]));
    }

    [Fact]
    public void A_histogram_of_nothing_is_empty() =>
        Assert.Equal(0, SimilarityHistogram.Of([], 0.7).Merged.Sum() + SimilarityHistogram.Of([], 0.7).Unmerged.Sum());
}

using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Sampling;

namespace CaToMe.Tests.Sampling;

public sealed class FoundTimestepsTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_embedded_model_has_timesteps_for_every_number_of_steps()
    {
        Assert.Equal(Enumerable.Range(FoundTimesteps.FewestSteps, FoundTimesteps.MostSteps - FoundTimesteps.FewestSteps + 1),
            FoundTimesteps.Shipped.Timesteps.Keys.Order());
        Assert.All(FoundTimesteps.Shipped.Timesteps, t => Assert.Equal(t.Key, TimestepSchedule.At(t.Value).Timesteps!.Count));
        using var pipeline = DiffusionPipeline.Load(EmbeddedModel.Path);
        Assert.Equal(pipeline.Model.Hash, FoundTimesteps.Shipped.ModelHash);
    }

    [Fact]
    public void A_picture_by_found_timesteps_records_them_and_is_drawn_again_from_them()
    {
        using var pipeline = DiffusionPipeline.Load(EmbeddedModel.Path);
        var gits = TimestepSchedule.Parse("gits");
        var request = new GenerationRequest { Prompt = "a fox", Width = 64, Height = 64, Steps = 5, Sampler = "unipc", Schedule = gits };
        var drawn = pipeline.Generate(request);
        Assert.Equal(FoundTimesteps.Shipped.Timesteps[5], drawn.Request.Schedule!.Timesteps);
        Assert.Equal(drawn.Images[0].Pixels, pipeline.Generate(drawn.Request).Images[0].Pixels);
        Assert.NotEqual(drawn.Images[0].Pixels, pipeline.Generate(request with { Schedule = null }).Images[0].Pixels);

        var many = Assert.Throws<OptionException>(() => pipeline.Generate(request with { Steps = 60 }));
        Assert.Contains("4 to 40 steps, not for 60", many.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_models_timesteps_are_kept_for_it()
    {
        const string hash = "0123456789";
        var none = Assert.Throws<OptionException>(() => FoundTimesteps.Of(hash, 5, folder));
        Assert.Contains("catome tune", none.Message, StringComparison.Ordinal);

        IReadOnlyList<double> timesteps = [900, 700, 500, 300, 100];
        var found = FoundTimesteps.Shipped with { ModelHash = hash, Timesteps = new Dictionary<int, IReadOnlyList<double>> { [5] = timesteps } };
        var path = found.Keep(folder)!;
        Assert.Equal(timesteps, FoundTimesteps.Of(hash, 5, folder));
        Assert.Null(FoundTimesteps.Shipped.Keep(folder)); // the library has them

        File.WriteAllText(path, "{");
        Assert.Contains(path, Assert.Throws<CaToMeException>(() => FoundTimesteps.Of(hash, 5, folder)).Message, StringComparison.Ordinal);
    }
}

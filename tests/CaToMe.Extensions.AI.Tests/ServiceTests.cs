using System.Drawing;
using CaToMe.Extensions.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace CaToMe.Tests;

public sealed class ServiceTests
{
    private static readonly ImageGenerationRequest Fox = new("a fox");

    private static ImageGenerationOptions Small(int steps) => new() { ImageSize = new Size(64, 64), AdditionalProperties = new() { ["steps"] = steps } };

    [Fact]
    public async Task All_share_one_model_that_ends_with_the_container()
    {
        var services = new ServiceCollection().AddCaToMe().AddCaToMe(o => o.Defaults["seed"] = "5");
        await using var provider = services.BuildServiceProvider();
        var generator = provider.GetRequiredService<IImageGenerator>();
        Assert.Same(generator, provider.GetRequiredService<IImageGenerator>());

        var responses = await Task.WhenAll(generator.GenerateAsync(Fox, Small(1)), generator.GenerateAsync(Fox, Small(1)));
        Assert.All(responses, r => Assert.Equal(5, ((Requests.GenerationResult)r.Contents[0].RawRepresentation!).Request.Seed));
        var pipeline = generator.GetService<DiffusionPipeline>()!;
        Assert.Same(pipeline, generator.GetService<DiffusionPipeline>());

        await provider.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => pipeline.Generate(new() { Prompt = "a fox" }));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.GenerateAsync(Fox, Small(1)));
    }

    [Fact]
    public async Task What_is_being_drawn_ends_with_the_container()
    {
        var provider = new ServiceCollection().AddCaToMe().BuildServiceProvider();
        var generator = provider.GetRequiredService<IImageGenerator>();
        await generator.GenerateAsync(Fox, Small(1));
        var (drawn, waiting) = (generator.GenerateAsync(Fox, Small(500)), generator.GenerateAsync(Fox, Small(500)));

        await provider.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drawn);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Models_have_names_and_options_of_their_own()
    {
        var services = new ServiceCollection().AddKeyedCaToMe("broken", o => o.Model = "no-such-folder").AddCaToMe();
        services.Configure<CaToMeOptions>("broken", o => o.Defaults["steps"] = "0");
        await using var provider = services.BuildServiceProvider();
        var broken = provider.GetRequiredKeyedService<IImageGenerator>("broken");
        Assert.NotSame(broken, provider.GetRequiredService<IImageGenerator>());
        Assert.Equal("no-such-folder", broken.GetService<ImageGeneratorMetadata>()!.DefaultModelId);
        Assert.StartsWith("Steps is 0", (await Assert.ThrowsAsync<OptionException>(() => broken.GenerateAsync(Fox))).Message);

        for (var attempt = 0; attempt < 2; attempt++)
        {
            var missing = await Assert.ThrowsAsync<ModelException>(() => broken.GenerateAsync(Fox, Small(1)));
            Assert.Contains("no-such-folder", missing.Message);
        }
    }

    [Fact]
    public async Task A_model_is_loaded_once_and_again_only_where_that_failed()
    {
        var loadings = 0;
        using var pipeline = await DiffusionPipeline.LoadAsync();
        var gate = new TaskCompletionSource();
        using var model = new SharedModel(
            async _ =>
            {
                if (Interlocked.Increment(ref loadings) == 1)
                {
                    throw new ModelException("the disk is asleep");
                }

                await gate.Task;
                return pipeline;
            },
            isOwned: false);

        await Assert.ThrowsAsync<ModelException>(() => model.GetAsync(default));
        using var impatient = new CancellationTokenSource();
        var (given, leaving) = (Enumerable.Range(0, 3).Select(_ => model.GetAsync(default)).ToArray(), model.GetAsync(impatient.Token));
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        gate.SetResult();
        Assert.All(await Task.WhenAll(given), loaded => Assert.Same(pipeline, loaded));
        Assert.Equal(2, loadings);
    }
}

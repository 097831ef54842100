using CaToMe.Hub;
using CaToMe.Tests.Weights;
using CaToMe.Weights;

namespace CaToMe.Tests.Hub;

/// <summary>Models of a server on this machine, without faults; see <see cref="HubFaultTests"/>.</summary>
public sealed class ModelHubTests : IDisposable
{
    private static readonly HubReference Tiny = HubReference.Require(LocalHub.Repository);

    private readonly LocalHub server = new();
    private readonly TemporaryFolder folder = new();

    private string Cache => folder["hub"];

    private string Model => Path.Combine(Cache, "models--someone--tiny");

    private string Snapshot => Path.Combine(Model, "snapshots", LocalHub.Commit);

    private ModelHub Hub(bool isOffline = false, string? token = null, Func<string, long>? freeSpace = null) =>
        new(new HubSettings(Cache, new Uri(server.Root), token, isOffline), (_, _) => Task.CompletedTask, freeSpace);

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_model_is_fetched_into_the_layout_of_the_hubs_cache_and_loads()
    {
        server.AddFolder(Golden.Model("tiny-sd15"));
        Assert.Equal(Snapshot, await Hub().PullAsync(Tiny));

        Assert.Equal(LocalHub.Commit, File.ReadAllText(Path.Combine(Model, "refs", "main")));
        var unet = new FileInfo(Path.Combine(Snapshot, "unet", "diffusion_pytorch_model.safetensors"));
        var etag = LocalHub.ETagOf(unet.Name, server.Files["unet/diffusion_pytorch_model.safetensors"]);
        Assert.Equal(Path.Combine("..", "..", "..", "blobs", etag), unet.LinkTarget);
        Assert.Empty(Directory.GetFiles(Path.Combine(Model, "blobs"), "*.incomplete"));
        Assert.True(File.Exists(Path.Combine(Cache, ".locks", "models--someone--tiny", etag + ".lock")));

        using var files = ModelFiles.Open(Snapshot);
        Assert.Equal("someone/tiny", files.Name);
        using var pipeline = DiffusionPipeline.Load(Snapshot, new() { Device = "cpu" });
        Assert.Equal(Hub().PathOf(Tiny), pipeline.Model.Path);
    }

    [Fact]
    public async Task What_is_there_is_not_fetched_again_and_offline_it_is_found()
    {
        server.AddFolder(Golden.Model("tiny-sd15"));
        await Hub().PullAsync(Tiny);
        server.Requests.Clear();

        await Hub().PullAsync(Tiny);
        Assert.DoesNotContain(server.Requests, r => !r.IsToHub);
        server.Requests.Clear();

        Assert.Equal(Snapshot, await ModelLocator.LocateAsync(LocalHub.Repository, hub: Hub(isOffline: true)));
        Assert.Empty(server.Requests);
        var error = await Assert.ThrowsAsync<ModelException>(() => ModelLocator.LocateAsync("another/model", hub: Hub(isOffline: true)));
        Assert.Contains("HF_HUB_OFFLINE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_is_needed_is_fetched_in_half_precision_where_there_is_a_choice()
    {
        TestModels.WriteFolder(folder, "model");
        server.AddFolder(folder["model"]);
        foreach (var other in new[]
        {
            "unet/diffusion_pytorch_model.bin", "unet/diffusion_pytorch_model.non_ema.safetensors", "unet/diffusion_pytorch_model.fp16.safetensors",
            "unet/flax_model.msgpack", "v1-5-pruned.safetensors", "safety_checker/model.safetensors", "README.md", "tokenizer/tokenizer.json",
        })
        {
            server.Files[other] = server.Files["unet/diffusion_pytorch_model.safetensors"];
        }

        HubPlan? plan = null;
        await Hub().PullAsync(Tiny, planned: p => plan = p);
        Assert.Equal(
            [
                "model_index.json", "scheduler/scheduler_config.json", "text_encoder/config.json", "text_encoder/model.safetensors", "tokenizer/tokenizer.json",
                "tokenizer/vocab.json", "unet/config.json", "unet/diffusion_pytorch_model.fp16.safetensors", "vae/config.json",
                "vae/diffusion_pytorch_model.safetensors",
            ],
            plan!.Files.Select(f => f.Path).Order(StringComparer.Ordinal));
        Assert.Equal(plan.Total, plan.Missing);
    }

    [Fact]
    public async Task Weights_in_shards_come_by_their_index()
    {
        TestModels.WriteFolder(folder, "model");
        server.AddFolder(folder["model"]);
        server.Files.Remove("unet/diffusion_pytorch_model.safetensors", out var weights);
        server.Files["unet/diffusion_pytorch_model.fp16-00001-of-00001.safetensors"] = weights!;
        server.Files["unet/diffusion_pytorch_model.safetensors.index.fp16.json"] =
            """{"weight_map": {"conv_in.weight": "diffusion_pytorch_model.fp16-00001-of-00001.safetensors"}}"""u8.ToArray();

        await Hub().PullAsync(Tiny);
        using var files = ModelFiles.Open(Snapshot);
        Assert.Equal([8, 4, 3, 3], files.Weights("unet").ShapeOf("conv_in.weight")!);
        Assert.Equal(Snapshot, Hub().PathOf(Tiny));
    }

    [Fact]
    public async Task A_repository_of_one_file_is_that_file()
    {
        server.Files["model.safetensors"] = new byte[100];
        server.Files["README.md"] = new byte[10];
        Assert.Equal(Path.Combine(Snapshot, "model.safetensors"), await Hub().PullAsync(Tiny));
        Assert.Equal(Path.Combine(Snapshot, "model.safetensors"), Hub().PathOf(Tiny));

        server.Files["pruned.safetensors"] = new byte[50];
        var error = await Assert.ThrowsAsync<ModelException>(() => Hub().PullAsync(Tiny));
        Assert.Contains("someone/tiny/pruned.safetensors", error.Message, StringComparison.Ordinal);
        var named = HubReference.Require("someone/tiny/pruned.safetensors");
        Assert.Equal(Path.Combine(Snapshot, "pruned.safetensors"), await Hub().PullAsync(named));
        Assert.Equal(Path.Combine(Snapshot, "pruned.safetensors"), Hub().PathOf(named));
    }

    [Fact]
    public async Task Pickles_alone_are_refused_before_anything_is_fetched()
    {
        TestModels.WriteFolder(folder, "model");
        server.AddFolder(folder["model"]);
        server.Files.Remove("unet/diffusion_pytorch_model.safetensors", out _);
        server.Files["unet/diffusion_pytorch_model.bin"] = [1];
        var error = await Assert.ThrowsAsync<ModelException>(() => Hub().PullAsync(Tiny));
        Assert.Contains("pickle", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Model));
    }

    [Fact]
    public async Task A_disk_that_is_too_small_is_said_before_anything_is_fetched()
    {
        server.AddFolder(Golden.Model("tiny-sd15"));
        var error = await Assert.ThrowsAsync<CaToMeException>(() => Hub(freeSpace: _ => 1000).PullAsync(Tiny));
        Assert.Contains("HF_HOME", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Requests, r => !r.IsToHub);
    }

    [Fact]
    public async Task What_is_in_the_cache_is_listed_checked_repaired_and_removed()
    {
        server.AddFolder(Golden.Model("tiny-sd15"));
        await Hub().PullAsync(Tiny);
        var listed = Assert.Single(Hub().List());
        Assert.Equal(("someone/tiny", Snapshot, true), (listed.Repository, listed.Path, listed.IsComplete));
        Assert.True(listed.Bytes > 1000);
        Assert.Empty((await Hub().VerifyAsync(Tiny)).Damaged);

        var path = Path.Combine(Snapshot, "vae", "diffusion_pytorch_model.safetensors");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Equal([Path.Combine(LocalHub.Commit, "vae", "diffusion_pytorch_model.safetensors")], (await Hub().VerifyAsync(Tiny)).Damaged);
        await Hub().PullAsync(Tiny, anew: true);
        Assert.Empty((await Hub().VerifyAsync(Tiny)).Damaged);

        Assert.Equal(listed.Bytes, Hub().Remove(Tiny));
        Assert.Empty(Hub().List());
        Assert.Null(Hub().PathOf(Tiny));
        Assert.Throws<OptionException>(() => Hub().Remove(Tiny));
    }

    [Fact]
    public async Task Two_at_once_fetch_each_file_once()
    {
        server.AddFolder(Golden.Model("tiny-sd15"));
        await Task.WhenAll(Hub().PullAsync(Tiny), Hub().PullAsync(Tiny));
        var fetched = server.Requests.Where(r => !r.IsToHub).Select(r => r.Path).ToList();
        Assert.Equal(fetched.Distinct(), fetched);
        Assert.Empty((await Hub().VerifyAsync(Tiny)).Damaged);
    }

    [Fact]
    public async Task Progress_ends_at_the_whole_and_a_moved_repository_is_said()
    {
        server.AddFolder(Golden.Model("tiny-sd15"));
        server.Name = "another/tiny";
        var seen = new System.Collections.Concurrent.ConcurrentQueue<HubProgress>();
        HubPlan? plan = null;
        await Hub().PullAsync(Tiny, planned: p => plan = p, progress: new Reports(seen.Enqueue));
        Assert.Equal(plan!.Total, seen.Max(p => p.Done));
        Assert.Contains("It is called another/tiny now.", ModelLocator.Announce(plan, Hub().Settings), StringComparison.Ordinal);
    }

    private sealed class Reports(Action<HubProgress> report) : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => report(value);
    }
}

using CaToMe.Inspection;
using CaToMe.Weights;

namespace CaToMe.Tests.Weights;

public sealed class HubCacheTests : IDisposable
{
    private const string Commit = "451f4fe16113bff5a5d2269ed5ad43b0592e9a14", Older = "0123456789012345678901234567890123456789";

    private readonly TemporaryFolder folder = new();

    private string Cache => folder["models--runwayml--sd-v1-5"];

    public HubCacheTests() => AddSnapshot(Commit);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData($"/snapshots/{Commit}")]
    [InlineData($"/snapshots/{Commit}/")]
    public void A_model_is_called_what_the_hub_calls_it(string place)
    {
        SetMain(Commit);
        using var model = ModelFiles.Open(Cache + place);

        Assert.Equal("runwayml/sd-v1-5", model.Name);
        Assert.Equal(Cache + place, model.Path);
        Assert.Equal([8, 4, 3, 3], model.Weights("unet").ShapeOf("conv_in.weight")!);
        Assert.Equal(4, model.Config("unet").GetProperty("in_channels").GetInt32());
        Assert.Equal("runwayml/sd-v1-5", ModelReport.Inspect(Cache + place).Name);
        Assert.Equal(10, model.Hash().Length);
    }

    [Fact]
    public void A_model_without_an_owner_has_a_name_too() => Assert.Equal("sd", HubCache.NameOf(folder["models--sd"]));

    [Fact]
    public void The_snapshot_that_main_names_is_taken_among_several()
    {
        AddSnapshot(Older);
        SetMain(Older + "\n");
        folder.Write("""{"in_channels": 9}""", "models--runwayml--sd-v1-5", "snapshots", Older, "unet", "config.json");

        using var model = ModelFiles.Open(Cache);

        Assert.Equal(9, model.Config("unet").GetProperty("in_channels").GetInt32());
    }

    [Fact]
    public void The_only_snapshot_is_taken_where_main_names_none()
    {
        using var model = ModelFiles.Open(Cache);
        Assert.True(model.Has("unet"));
    }

    [Fact]
    public void Several_snapshots_without_main_are_listed()
    {
        AddSnapshot(Older);
        var message = Assert.Throws<ModelException>(() => ModelFiles.Open(Cache)).Message;
        Assert.Contains(Path.Combine(Cache, "snapshots", Commit), message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(Cache, "snapshots", Older), message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_without_snapshots_says_so()
    {
        Directory.Delete(Path.Combine(Cache, "snapshots"), recursive: true);
        Assert.Contains("holds no snapshot", Assert.Throws<ModelException>(() => ModelFiles.Open(Cache)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../other")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData(Older)]
    [InlineData($"{Commit}/unet")]
    public void Main_cannot_lead_to_anything_but_a_snapshot(string name)
    {
        TestModels.WriteFolder(folder, "other");
        SetMain(name);
        var message = Assert.Throws<ModelException>(() => ModelFiles.Open(Cache)).Message;
        Assert.StartsWith($"{Path.Combine(Cache, "refs", "main")} names the snapshot {name}, which is not there.", message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(Cache, "snapshots", Commit), message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_absolute_path_in_main_leads_nowhere()
    {
        TestModels.WriteFolder(folder, "other");
        SetMain(folder["other"]);
        Assert.Throws<ModelException>(() => ModelFiles.Open(Cache));
    }

    [Fact]
    public void The_configs_of_a_model_in_the_cache_apply_to_a_single_file()
    {
        TestModels.Save(folder["m.safetensors"], ("model.diffusion_model.input_blocks.0.0.weight", [8, 4, 3, 3]));
        using var model = ModelFiles.Open(folder["m.safetensors"], Cache);
        Assert.Equal(ModelFamily.StableDiffusion2, model.Family);
    }

    private void AddSnapshot(string commit) => TestModels.WriteFolder(folder, "models--runwayml--sd-v1-5", "snapshots", commit);

    private void SetMain(string name) => folder.Write(name, "models--runwayml--sd-v1-5", "refs", "main");
}

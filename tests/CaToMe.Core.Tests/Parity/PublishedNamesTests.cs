using CaToMe.Tests.Weights;
using CaToMe.Weights;

namespace CaToMe.Tests.Parity;

[Trait("Category", "Parity")]
public class PublishedNamesTests
{
    [Fact]
    public void Every_tensor_of_SD_1_5_has_a_place_in_a_single_file()
    {
        if (!Golden.Has("sd15", "sd15.json"))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        TestModels.WriteCheckpoint(folder["sd15.safetensors"]);
        using var model = ModelFiles.Open(folder["sd15.safetensors"]);
        var recorded = Golden.Json("sd15", "sd15.json");

        AssertNamed(recorded.GetProperty("unet"), LdmNames.UNet(model.Configs.Of("unet")));
        AssertNamed(recorded.GetProperty("vae"), LdmNames.Vae(model.Configs.Of("vae")));
        Assert.Equal(686, recorded.GetProperty("unet").EnumerateObject().Count());
    }

    private static void AssertNamed(System.Text.Json.JsonElement shapes, IEnumerable<Renaming> names)
    {
        var modules = names.Select(n => n.To + ".").ToList();
        Assert.All(shapes.EnumerateObject(), s => Assert.Contains(modules, m => s.Name.StartsWith(m, StringComparison.Ordinal)));
    }
}

using CaToMe.Hub;

namespace CaToMe.Tests.Hub;

public sealed class HubSettingsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static HubSettings Of(params (string Name, string Value)[] variables) =>
        HubSettings.FromEnvironment(name => variables.FirstOrDefault(v => v.Name == name).Value);

    [Fact]
    public void Without_variables_the_cache_is_that_of_Pythons_library()
    {
        var settings = Of(("HF_TOKEN_PATH", folder["none"]));
        Assert.EndsWith(Path.Combine(".cache", "huggingface", "hub"), settings.Cache, StringComparison.Ordinal);
        Assert.Equal("https://huggingface.co/", settings.Endpoint.ToString());
        Assert.Null(settings.Token);
        Assert.False(settings.IsOffline);
    }

    [Fact]
    public void Variables_move_the_cache()
    {
        Assert.Equal(folder["hub"], Of(("HF_HOME", folder.Path)).Cache);
        Assert.Equal(folder["elsewhere"], Of(("HF_HOME", folder.Path), ("HF_HUB_CACHE", folder["elsewhere"])).Cache);
        Assert.Equal(folder["huggingface", "hub"], Of(("XDG_CACHE_HOME", folder.Path)).Cache);
    }

    [Fact]
    public void The_token_is_the_variables_or_else_the_files()
    {
        folder.Write("from-file\n", "token");
        Assert.Equal("from-file", Of(("HF_HOME", folder.Path)).Token);
        Assert.Equal("given", Of(("HF_HOME", folder.Path), ("HF_TOKEN", "given")).Token);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("0", false)]
    [InlineData("", false)]
    public void Offline_is_what_Pythons_library_takes_for_it(string value, bool expected) => Assert.Equal(expected, Of(("HF_HUB_OFFLINE", value)).IsOffline);

    [Fact]
    public void An_address_that_is_none_is_refused() =>
        Assert.Contains("HF_ENDPOINT is nowhere", Assert.Throws<CaToMeException>(() => Of(("HF_ENDPOINT", "nowhere"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("owner/name", "owner/name", "main", null)]
    [InlineData("owner/name@v1.0", "owner/name", "v1.0", null)]
    [InlineData("owner/name/sub/a b.safetensors", "owner/name", "main", "sub/a b.safetensors")]
    public void Names_of_the_hub_are_read(string given, string repository, string revision, string? file) =>
        Assert.Equal(new HubReference(repository, revision, file), HubReference.Parse(given));

    [Theory]
    [InlineData("name")]
    [InlineData("./owner/name")]
    [InlineData("/owner/name")]
    [InlineData("../name")]
    [InlineData("owner/..")]
    [InlineData("owner/na--me")]
    [InlineData("owner/name/file.bin")]
    [InlineData("owner/name/../../x.safetensors")]
    [InlineData("owner\\name")]
    [InlineData("owner/name@../x")]
    public void Other_texts_are_no_names_of_the_hub(string given) => Assert.Null(HubReference.Parse(given));

    [Fact]
    public void Every_short_name_stands_for_a_repository()
    {
        Assert.Contains("sd15", ModelNames.Shipped.Names.Select(n => n.Name));
        Assert.All(ModelNames.Shipped.Names, n =>
        {
            Assert.Equal(n.Repository, HubReference.Require(n.Name.ToUpperInvariant()).ToString());
            Assert.NotEmpty(n.Summary);
        });
        Assert.Equal(ModelNames.Shipped.Names.Count, ModelNames.Shipped.Names.Select(n => n.Name).Distinct().Count());
    }
}

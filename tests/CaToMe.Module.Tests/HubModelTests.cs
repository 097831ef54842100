namespace CaToMe.Module.Tests;

/// <summary>Names of the hub, without a network: the tests of the library and of the tool fetch from a server on this machine.</summary>
public sealed class HubModelTests : IDisposable
{
    private readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void What_is_saved_is_listed_by_name()
    {
        Directory.CreateDirectory(shell.PathOf("hub/models--someone--tiny/blobs"));
        var result = shell.Run("$before = $env:HF_HUB_CACHE; $env:HF_HUB_CACHE = \"$PWD/hub\"; "
            + "try { Get-SavedDiffusionModel someone/*; Get-SavedDiffusionModel a/b } "
            + "finally { $env:HF_HUB_CACHE = $before }");
        Assert.Equal(["someone/tiny"], result.Values<string>("Name"));
        Assert.Equal([false], result.Values<bool>("IsComplete"));
        Assert.StartsWith("ModelNotFound", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("someone/tiny", "ModelNotFetched", "HF_HUB_OFFLINE")]
    [InlineData("tiny", "SettingNotAccepted", "give owner/name")]
    public void What_cannot_be_saved_is_an_error(string name, string id, string message)
    {
        var error = shell.Run($"Save-DiffusionModel {name}").Error;
        Assert.StartsWith(id, error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(message, error.Exception.Message, StringComparison.Ordinal);
    }
}

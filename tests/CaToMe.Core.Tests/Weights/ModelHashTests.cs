using System.Security.Cryptography;
using CaToMe.Weights;

namespace CaToMe.Tests.Weights;

public sealed class ModelHashTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_is_the_hash_of_the_files_one_after_another()
    {
        var (first, second) = (Written("a", [1, 2]), Written("b", [3]));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([1, 2, 3])), ModelHash.Of([first, second], folder["cache"]));
        Assert.False(Directory.Exists(folder["cache"])); // small files are read again
    }

    [Fact]
    public void A_large_files_hash_is_kept_until_the_file_changes()
    {
        var bytes = new byte[(64 << 20) + 1];
        var path = Written("large", bytes);
        var hash = ModelHash.Of([path], folder["cache"]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), hash);

        var kept = Assert.Single(Directory.GetFiles(folder["cache"]));
        File.WriteAllText(kept, new string('a', 64));
        Assert.Equal(new string('a', 64), ModelHash.Of([path], folder["cache"])); // it was not computed again

        File.WriteAllText(kept, "half of it");
        Assert.Equal(hash, ModelHash.Of([path], folder["cache"]));

        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(1));
        Assert.Equal(hash, ModelHash.Of([path], folder["cache"]));
        Assert.Equal(2, Directory.GetFiles(folder["cache"]).Length);
    }

    private string Written(string name, byte[] bytes)
    {
        File.WriteAllBytes(folder[name], bytes);
        return folder[name];
    }
}

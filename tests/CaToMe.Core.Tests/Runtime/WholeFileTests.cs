using CaToMe.Runtime;

namespace CaToMe.Tests.Runtime;

public sealed class WholeFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("catome-file-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_file_that_appeared_meanwhile_stays_where_nothing_may_be_replaced()
    {
        var path = Path.Combine(folder.FullName, "file");
        Assert.Throws<CaToMeException>(() => WholeFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            File.WriteAllText(path, "another's");
        }, NameTaken.Refuse));
        Assert.Equal("another's", File.ReadAllText(path));
        Assert.Single(folder.GetFiles());
    }

    [Fact]
    public void What_fails_half_way_leaves_the_old_file()
    {
        var path = Path.Combine(folder.FullName, "file");
        File.WriteAllText(path, "old");
        Assert.Throws<CaToMeException>(() => WholeFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new IOException("No space left on device");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(folder.GetFiles());
    }
}

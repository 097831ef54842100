using CaToMe.Runtime;

namespace CaToMe.Tests.Runtime;

public sealed class WholeFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("catome-file-");

    /// <summary>Eight threads complete a file of the same name at the same moment; each writes its number.</summary>
    private List<T> Race<T>(NameTaken taken, Func<int, string, T> done)
    {
        using var start = new Barrier(8);
        var outcomes = new T?[8];
        var threads = Enumerable.Range(0, 8).Select(number => new Thread(() =>
        {
            try
            {
                var file = WholeFile.Write(Path.Combine(folder.FullName, "a.png"), stream =>
                {
                    stream.WriteByte((byte)number);
                    start.SignalAndWait();
                }, taken);
                outcomes[number] = done(number, file);
            }
            catch (CaToMeException)
            {
                // Another was first.
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        return [.. outcomes.OfType<T>()];
    }

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
    public void Of_several_writers_of_a_name_each_keeps_its_file()
    {
        var path = Path.Combine(folder.FullName, "a.png");
        var written = Race(NameTaken.Number, (_, file) => file);
        Assert.Equal(Enumerable.Range(1, 8).Select(n => n == 1 ? path : WholeFile.Numbered(path, n)).Order(), written.Order());
        Assert.Equal(written.Order(), folder.GetFiles().Select(f => f.FullName).Order());
        Assert.Equal(Enumerable.Range(0, 8), written.Select(file => (int)File.ReadAllBytes(file).Single()).Order());
    }

    [Fact]
    public void Of_several_writers_that_refuse_a_taken_name_one_succeeds()
    {
        var (winner, _) = Assert.Single(Race(NameTaken.Refuse, (number, _) => (Number: number, Won: true)), w => w.Won);
        Assert.Equal(winner, File.ReadAllBytes(Assert.Single(folder.GetFiles()).FullName).Single());
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

using System.Runtime.InteropServices;
using CaToMe.Runtime;

namespace CaToMe.Tests.Runtime;

public class LibcEnvironmentTests
{
    [Fact]
    public void What_is_set_is_read_by_native_code_and_stays()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // nothing is set elsewhere
        }

        LibcEnvironment.SetDefault("CATOME_TEST_DEFAULT", "first");
        LibcEnvironment.SetDefault("CATOME_TEST_DEFAULT", "second");

        Assert.Equal("first", Marshal.PtrToStringUTF8(LibcEnvironment.Read("CATOME_TEST_DEFAULT")));
        Assert.NotEqual(0, LibcEnvironment.Read("PATH"));
    }

    /// <summary>The C library's own setter ended the process here: it frees the list that others read.</summary>
    [Fact]
    public async Task Other_threads_may_read_meanwhile()
    {
        using var stop = new CancellationTokenSource();
        using var begun = new SemaphoreSlim(0);
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var reads = 0;
            begun.Release();
            while (!stop.IsCancellationRequested)
            {
                Assert.Equal(0, LibcEnvironment.Read("CATOME_TEST_NEVER_SET"));
                reads++;
            }

            return reads;
        })).ToArray();

        await begun.WaitAsync();
        await begun.WaitAsync();
        for (var i = 0; i < 500; i++)
        {
            LibcEnvironment.SetDefault($"CATOME_TEST_{i}", "1");
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 0));
    }
}

using CaToMe.Clusters;

namespace CaToMe.Tests.Clusters;

public sealed class ClusterFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_says_what_every_submission_gets()
    {
        var read = ClusterFile.Read(folder.Write("gpus: 1\ntime: 1-12:00:00\nmodules: dotnet/10 cuda\nsetup: |\n  export A=1\n  export B=2\n", "cluster.yaml"));
        Assert.Equal(new ClusterOptions { Gpus = 1, Time = "1-12:00:00", Modules = "dotnet/10 cuda", Setup = "export A=1\nexport B=2\n" }, read);
        Assert.Equal(36 * 3600, read.Seconds);
    }

    [Fact]
    public void Without_a_file_the_defaults_hold() => Assert.Equal(new ClusterOptions(), ClusterFile.Read(folder["none.yaml"]));

    [Theory]
    [InlineData("tasks: 3\ngpu: 1", "line 2: gpu is no key here: give one of engine, tasks, atOnce, gpus")]
    [InlineData("tasks: many", "line 1: tasks is many: give a number of tasks from 1 to 10000.")]
    [InlineData("engine: pbs", "line 1: engine is pbs: give one of slurm, kubernetes.")]
    [InlineData("memory: 8 GB", "line 1: memory is 8 GB: give a whole number and M, G or T")]
    [InlineData("gpus: [1, 2]", "line 1: gpus is empty")]
    [InlineData("- gpus", "holds no settings")]
    [InlineData("gpus: {", "is not YAML")]
    public void What_is_wrong_in_it_is_named(string text, string message) => Assert.Contains(
        message, Assert.Throws<CaToMeException>(() => ClusterFile.Read(folder.Write(text, "cluster.yaml"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("90", 90 * 60)]
    [InlineData("8:00:00", 8 * 3600)]
    [InlineData("1-00:30:00", (24 * 3600) + 1800)]
    [InlineData("0", null)]
    [InlineData("1:60:00", null)]
    [InlineData("1-2-3", null)]
    [InlineData("-1:00:00", null)]
    [InlineData("soon", null)]
    public void A_time_is_read_as_Slurm_reads_it(string text, int? seconds) => Assert.Equal(seconds, (int?)ClusterOptions.ReadTime(text)?.TotalSeconds);
}

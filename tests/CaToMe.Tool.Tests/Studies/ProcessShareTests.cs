using CaToMe.Models;
using CaToMe.Studies;
using CaToMe.Tool.Studies;

namespace CaToMe.Tool.Tests.Studies;

public class ProcessShareTests
{
    [Fact]
    public void Processes_of_a_CPU_share_its_cores_and_the_part()
    {
        var shares = ProcessShare.Of(new StudyShard(2, 3), 2, new PipelineOptions(), cores: 9, gpus: null);
        Assert.Equal([new ProcessShare(new StudyShard(2, 6), null, 4), new ProcessShare(new StudyShard(5, 6), null, 4)], shares);
        Assert.Equal(
            Enumerable.Range(0, 60).Where(i => new StudyShard(2, 3).Has(i)), Enumerable.Range(0, 60).Where(i => shares.Any(s => s.Part.Has(i))));
    }

    [Fact]
    public void There_is_a_thread_for_each_and_threads_that_are_given_stay()
    {
        Assert.All(ProcessShare.Of(StudyShard.Whole, 4, new PipelineOptions(), cores: 2, gpus: null), s => Assert.Equal(1, s.Threads));
        Assert.All(ProcessShare.Of(StudyShard.Whole, 4, new PipelineOptions { Threads = 3 }, cores: 2, gpus: null), s => Assert.Null(s.Threads));
    }

    [Fact]
    public void Each_process_gets_a_GPU_of_those_that_may_be_used()
    {
        Assert.Equal(["3", "5", "3"], ProcessShare.Of(StudyShard.Whole, 3, new PipelineOptions(), cores: 8, gpus: ["3", "5"]).Select(s => s.Gpu));
        Assert.All(ProcessShare.Of(StudyShard.Whole, 2, new PipelineOptions(), cores: 8, gpus: []), s => Assert.Equal((null, null), (s.Gpu, s.Threads)));
    }
}

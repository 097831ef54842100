using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.Tuning;

namespace CaToMe.Tests.Tuning;

public sealed class CallTimesTests
{
    private static readonly GenerationRequest Plain = new() { Prompt = "", Merge = MergeOptions.None };

    [Fact]
    public void A_call_that_was_disturbed_takes_what_its_kind_takes() =>
        Assert.Equal(5 * 1.0, Times(1, 1, 9, 1, 3).Undisturbed(Plain), 6);

    [Fact]
    public void Calls_of_different_kinds_are_not_mixed()
    {
        // Calls 0 and 3 compute pairs, call 2 and 4 have no guidance.
        var request = Plain with { Merge = MergeOptions.Parse("catome:0.9@0,3"), GuidanceCalls = CheckpointSchedule.Parse("0,1,3,5") };
        Assert.Equal(3 + 2 + 1 + 3 + 1 + 2, Times(3, 2, 1, 3, 1, 8).Undisturbed(request), 6);
    }

    [Fact]
    public void A_caller_can_tell_kinds_apart() =>
        Assert.Equal(1 + 1 + 5 + 5, Times(1, 1, 5, 7).Undisturbed(Plain, call => call < 2), 6);

    [Fact]
    public void What_a_call_takes_is_learned_from_all_runs_that_have_such_calls()
    {
        var costs = new CallCosts();
        var merged = Plain with { Merge = MergeOptions.Parse("catome:0.9@0") };
        var slow = Times(4, 4, 4).ByKind(Plain);
        costs.Learn(slow);
        costs.Learn(Times(1, 1).ByKind(Plain));
        costs.Learn(Times(3, 1, 1).ByKind(merged));

        Assert.Equal(3 * 1.0, costs.Of(slow), 6);
        Assert.Equal(3 + (4 * 1.0), costs.Of(Times(9, 9, 9, 9, 9).ByKind(merged)), 6);
    }

    [Fact]
    public void Types_are_not_mixed()
    {
        var costs = new CallCosts();
        var single = Times(2, 2).ByKind(Plain, _ => "float32");
        costs.Learn(single);
        costs.Learn(Times(1, 1).ByKind(Plain, _ => "bfloat16"));
        Assert.Equal(2 * 2.0, costs.Of(single), 6);
    }

    private static CallTimes Times(params double[] seconds)
    {
        var (times, end) = (new CallTimes(), 0.0);
        foreach (var (call, taken) in seconds.Index())
        {
            end += taken;
            times.Report(new GenerationProgress(call + 1, seconds.Length, call + 1, seconds.Length, 0, TimeSpan.FromSeconds(end), null));
        }

        return times;
    }
}

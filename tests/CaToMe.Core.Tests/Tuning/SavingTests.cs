using CaToMe.Requests;
using CaToMe.Tuning;

namespace CaToMe.Tests.Tuning;

public class SavingTests
{
    private static readonly GenerationRequest Request = new() { Prompt = "", Sampler = "dpm++2m" };

    public static TheoryData<int> All => [.. Enumerable.Range(0, Saving.All.Count)];

    [Theory]
    [MemberData(nameof(All))]
    public void The_first_calls_compute_everything_and_every_request_is_accepted(int saving)
    {
        for (var steps = PlainSearch.Fewest; steps <= 40; steps++)
        {
            var applied = Saving.All[saving].ApplyTo(Request with { Steps = steps });
            applied.Validate();
            var computing = (applied.GuidanceCalls ?? applied.DeepCalls ?? applied.UNetCalls)?.For(steps);
            Assert.True(computing is null || Enumerable.Range(0, (steps / 3) + 1).All(computing.Contains));
        }
    }

    [Fact]
    public void They_differ() => Assert.Equal(Saving.All.Count, Saving.All.Select(s => s.ApplyTo(Request with { Steps = 12 })).Distinct().Count());

    [Fact]
    public void The_last_two_calls_without_guidance_leave_the_others()
    {
        var saving = Saving.All.Single(s => s.Name == "guidance in the last two calls");
        Assert.Equal("0,1,2,3,4,5,6,7,8,9", saving.ApplyTo(Request with { Steps = 12 }).GuidanceCalls!.Name);
    }
}

using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.Sampling;

namespace CaToMe.Pipeline;

/// <summary>The U-Net calls of a run: what each of them computes.</summary>
internal static class CallPlan
{
    /// <summary>Plans them.</summary>
    /// <param name="scheduler">Has their timesteps.</param>
    /// <param name="request">Says which of them compute what.</param>
    internal static IReadOnlyList<PlannedCall> Of(Scheduler scheduler, GenerationRequest request)
    {
        var count = scheduler.Timesteps.Count;
        var (predicting, guided, deep) = (At(request.UNetCalls), At(request.GuidanceCalls), At(request.DeepCalls));
        var interval = request.GuidanceInterval ?? ShareRange.All;
        return
        [
            .. scheduler.Timesteps.Select((timestep, call) => new PlannedCall(timestep)
            {
                Predicts = predicting.Contains(call),
                Guidance = !interval.Contains((double)call / count) ? GuidanceSource.None
                    : guided.Contains(call) ? GuidanceSource.Computed
                    : GuidanceSource.Continued,
                IsDeep = deep.Contains(call),
            }),
        ];

        IReadOnlySet<int> At(CheckpointSchedule? schedule) => (schedule ?? CheckpointSchedule.EveryCall).For(count);
    }
}

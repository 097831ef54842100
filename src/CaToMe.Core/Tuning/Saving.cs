using CaToMe.Requests;
using CaToMe.Reuse;

namespace CaToMe.Tuning;

/// <summary>What some calls of a run leave out: guidance, the deeper layers, or everything.</summary>
/// <param name="Name">In words.</param>
/// <param name="LeavesOut">Whether a call (from 0) of so many leaves it out.</param>
/// <param name="Set">Sets the calls that compute it.</param>
internal sealed record Saving(string Name, Func<int, int, bool> LeavesOut, Func<GenerationRequest, CheckpointSchedule, GenerationRequest> Set)
{
    /// <summary>Every call computes everything.</summary>
    internal static Saving Nothing { get; } = new("nothing", (_, _) => false, (request, _) => request);

    /// <summary>
    /// All that are tried. The first calls decide what a picture shows: they compute everything. What is left out then is continued, except that
    /// the deeper layers are kept as they were.
    /// </summary>
    internal static IReadOnlyList<Saving> All { get; } =
    [
        Nothing,
        new("guidance in the last two calls", (call, calls) => call >= calls - 2, Guidance),
        new("guidance in every second call", EverySecond, Guidance),
        new("the deeper layers in every second call", EverySecond, (request, calls) => request with { DeepCalls = calls }),
        new("every second call", EverySecond, (request, calls) => request with { UNetCalls = calls }),
    ];

    /// <summary>A request whose calls leave it out.</summary>
    internal GenerationRequest ApplyTo(GenerationRequest request)
    {
        var calls = Enumerable.Range(0, request.Steps).ToList();
        var computing = calls.Where(call => !LeavesOut(call, calls.Count)).ToList();
        return computing.Count == calls.Count || computing.Count == 0 ? request : Set(request, CheckpointSchedule.At(computing));
    }

    private static bool EverySecond(int call, int calls) => call > calls / 3 && (calls - call) % 2 == 0;

    private static GenerationRequest Guidance(GenerationRequest request, CheckpointSchedule calls) => request with { GuidanceCalls = calls };
}

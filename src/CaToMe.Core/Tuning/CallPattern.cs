using CaToMe.Requests;
using CaToMe.Reuse;

namespace CaToMe.Tuning;

/// <summary>The kind of each call of a run.</summary>
/// <param name="Kinds">One for each call; the first is whole.</param>
internal sealed record CallPattern(IReadOnlyList<CallKind> Kinds)
{
    /// <summary>Nothing is left out.</summary>
    internal static CallPattern Whole(int calls) => new([.. Enumerable.Repeat(CallKind.Whole, calls)]);

    /// <summary>The same with another kind at one call.</summary>
    internal CallPattern With(int call, CallKind kind) => new([.. Kinds.Select((old, i) => i == call ? kind : old)]);

    /// <summary>A request whose calls are of these kinds.</summary>
    internal GenerationRequest ApplyTo(GenerationRequest request) => request with
    {
        GuidanceCalls = Listed(kind => kind == CallKind.Whole),
        DeepCalls = Listed(kind => kind != CallKind.ShallowHalf),
    };

    /// <inheritdoc/>
    public bool Equals(CallPattern? other) => other is not null && Kinds.SequenceEqual(other.Kinds);

    /// <inheritdoc/>
    public override int GetHashCode() => Kinds.Aggregate(0, HashCode.Combine);

    /// <summary>The calls that compute something; null where all do.</summary>
    private CheckpointSchedule? Listed(Func<CallKind, bool> computes) =>
        Kinds.All(computes) ? null : CheckpointSchedule.At(Enumerable.Range(0, Kinds.Count).Where(call => computes(Kinds[call])));
}

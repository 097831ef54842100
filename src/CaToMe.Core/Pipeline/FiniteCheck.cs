using static TorchSharp.torch;

namespace CaToMe.Pipeline;

/// <summary>
/// Ends a run at the first stage that gives infinities or what is not a number, instead of drawing a black picture. Each
/// check reads one flag back from the device.
/// </summary>
/// <param name="type">The floating-point type of the model.</param>
/// <param name="allowed">Whether to go on all the same, with a warning.</param>
internal sealed class FiniteCheck(ScalarType type, bool allowed)
{
    /// <summary>Where the run went on with values that are not finite; null where all are finite.</summary>
    internal string? Warning { get; private set; }

    /// <summary>Checks a stage's results.</summary>
    /// <param name="stage">What they are, in the plural, for the message.</param>
    /// <param name="results">Of the whole batch.</param>
    /// <exception cref="CaToMeException">A value is not finite, and that is not allowed.</exception>
    internal void Of(string stage, params IEnumerable<Tensor?> results)
    {
        if (Warning is not null)
        {
            return; // what follows is not finite either
        }

        using var scope = NewDisposeScope();
        if (stack(results.OfType<Tensor>().Select(result => result.isfinite().all())).all().item<bool>())
        {
            return;
        }

        var finding = $"The {stage} have values that are not finite (NaN or infinity)";
        Warning = allowed
            ? $"{finding}: the picture may be black."
            : throw new CaToMeException($"{finding}, of which no picture can be made. {Advice} AllowNonfinite draws it all the same.");
    }

    private string Advice =>
        (type == ScalarType.Float16 ? "float16 ends at 65504: load the model in float32 or bfloat16 (Dtype). If that does not help, its" : "The model's")
        + " weights or its configuration (prediction_type, scaling_factor) may be broken or another model's: check it with inspect, or download it again.";
}

using System.Globalization;

namespace CaToMe.Sampling;

/// <summary>
/// Where a run's noise levels lie, instead of where its sampler puts them: <c>karras</c>, <c>exponential</c>, <c>beta</c>, <c>ays</c>
/// (Align Your Steps, arXiv 2404.14507), <c>gits</c> (found for the model by dynamic programming, arXiv 2405.11326), or the timesteps themselves.
/// </summary>
public sealed record TimestepSchedule
{
    /// <summary>The name of timesteps that were found for a model.</summary>
    internal const string Found = "gits";

    private const string AlignYourSteps = "ays";

    private static readonly IReadOnlyDictionary<string, SigmaSpacing> Spacings = new Dictionary<string, SigmaSpacing>(StringComparer.OrdinalIgnoreCase)
    {
        ["karras"] = SigmaSpacing.Karras,
        ["exponential"] = SigmaSpacing.Exponential,
        ["beta"] = SigmaSpacing.Beta,
    };

    /// <summary>The published ten steps, and the end of the last: SD 1.5's, which its kin share, and SDXL's.</summary>
    private static readonly double[] Aligned = [999, 850, 736, 645, 545, 455, 343, 233, 124, 24, 0];

    private static readonly double[] AlignedXL = [999, 845, 730, 587, 443, 310, 193, 116, 53, 13, 0];

    private TimestepSchedule(string name, IReadOnlyList<double>? timesteps = null) => (Name, Timesteps) = (name, timesteps);

    /// <summary>The names that <see cref="Parse"/> accepts.</summary>
    public static IReadOnlyList<string> Names { get; } = [AlignYourSteps, Found, .. Spacings.Keys];

    /// <summary>What is accepted, as an instruction.</summary>
    internal static string Accepted { get; } = $"give one of {string.Join(", ", Names)}, or falling timesteps such as 999,850,736,645.";

    /// <summary>The schedule's name, or its timesteps separated by commas: what <see cref="Parse"/> reads back.</summary>
    public string Name { get; }

    /// <summary>The timesteps, falling, one for each step; null where a name stands for any number of steps.</summary>
    public IReadOnlyList<double>? Timesteps { get; }

    /// <summary>A schedule of given timesteps.</summary>
    /// <param name="timesteps">Falling, from 999 to 0.</param>
    /// <exception cref="OptionException">They do not fall, or there are none.</exception>
    public static TimestepSchedule At(IReadOnlyList<double> timesteps)
    {
        ArgumentNullException.ThrowIfNull(timesteps);
        var name = string.Join(',', timesteps.Select(t => t.ToString("0.##", CultureInfo.InvariantCulture)));
        return timesteps.Count > 0 && timesteps.Zip(timesteps.Skip(1)).All(pair => pair.First > pair.Second) && timesteps[^1] >= 0
            ? new TimestepSchedule(name, timesteps)
            : throw new OptionException("Schedule", name, Accepted);
    }

    /// <summary>Reads a schedule.</summary>
    /// <param name="text">One of <see cref="Names"/>, or timesteps separated by commas.</param>
    /// <exception cref="OptionException">It is neither.</exception>
    public static TimestepSchedule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        if (Names.FirstOrDefault(name => name.Equals(trimmed, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return new TimestepSchedule(known);
        }

        var numbers = trimmed.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries)
            .Select(part => double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToList();
        return numbers.Any(double.IsNaN) ? throw new OptionException("Schedule", text, Accepted) : At(numbers);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <inheritdoc/>
    public bool Equals(TimestepSchedule? other) => other?.Name == Name;

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The timesteps that were found for a model, where this stands for them; else this.</summary>
    /// <param name="modelHash">Gives the model's hash.</param>
    /// <param name="steps">Steps of the run.</param>
    /// <exception cref="OptionException">None were found.</exception>
    internal TimestepSchedule For(Func<string> modelHash, int steps) => IsFound ? At(FoundTimesteps.Of(modelHash(), steps)) : this;

    /// <summary>Whether this stands for timesteps that were found for the model.</summary>
    internal bool IsFound => Name == Found;

    /// <summary>A scheduler's settings with this schedule.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="steps">Steps of the run.</param>
    /// <param name="isXL">Whether the model is of SDXL's family.</param>
    /// <exception cref="OptionException">The sampler's noise levels cannot be chosen, or the model has no such timestep.</exception>
    internal SchedulerConfig ApplyTo(SchedulerConfig config, int steps, bool isXL)
    {
        if (!SchedulerClasses.TakesAnyLevels(config.ClassName))
        {
            throw new OptionException("Schedule", Name, "this sampler has noise levels of its own: take another, such as dpm++2m, unipc or euler.");
        }

        if (Spacings.TryGetValue(Name, out var spacing))
        {
            return config with { SigmaSpacing = spacing };
        }

        if (IsFound)
        {
            throw new OptionException("Schedule", Name, "it stands for timesteps of a model: resolve the request first.");
        }

        var timesteps = Timesteps ?? Between(isXL ? AlignedXL : Aligned, steps, new NoiseSchedule(config).Sigmas);
        return timesteps[0] > config.NumTrainTimesteps - 1
            ? throw new OptionException("Schedule", Name, $"this model's timesteps go from {config.NumTrainTimesteps - 1} to 0.")
            : config with { SigmaSpacing = SigmaSpacing.Training, GivenTimesteps = timesteps };
    }

    /// <summary>Another number of steps: log σ between the published ones by linear interpolation, as the paper's authors do.</summary>
    private static double[] Between(double[] knots, int steps, float[] trained)
    {
        var logarithms = Array.ConvertAll(SigmaGrid.At(knots, trained), Math.Log);
        var sigmas = Enumerable.Range(0, steps).Select(i =>
        {
            var at = (double)i / steps * (knots.Length - 1);
            var below = (int)at;
            return Math.Exp(logarithms[below] + ((logarithms[below + 1] - logarithms[below]) * (at - below)));
        });
        return [.. SigmaGrid.Timesteps(sigmas, trained).Select(t => Math.Round(t))];
    }
}

using System.Globalization;
using CaToMe.Settings;

namespace CaToMe.Clusters;

/// <summary>How a study is divided, and what each of its tasks gets. <see cref="ClusterSettings"/> has a sentence on each.</summary>
internal sealed record ClusterOptions
{
    public ClusterEngine Engine { get; init; }

    /// <summary>Number of tasks, 1 to 10,000.</summary>
    public int Tasks { get; init; } = 8;

    /// <summary>Tasks that may run at the same time; null: as many as there is room for.</summary>
    public int? AtOnce { get; init; }

    /// <summary>GPUs of a task.</summary>
    public int Gpus { get; init; }

    /// <summary>CPU cores of a task.</summary>
    public int Cpus { get; init; } = 4;

    /// <summary>Memory of a task: a whole number and M, G or T, in binary units.</summary>
    public string Memory { get; init; } = "8G";

    /// <summary>Longest time of a task, as Slurm writes it; null: the cluster's own.</summary>
    public string? Time { get; init; }

    public string? Partition { get; init; }

    public string? Container { get; init; }

    public string? Modules { get; init; }

    public string? Setup { get; init; }

    public string? Sbatch { get; init; }

    public string? Volume { get; init; }

    public string? Command { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionException">One is not accepted.</exception>
    /// <exception cref="InvalidOptionsException">Several are not.</exception>
    internal void Validate()
    {
        var errors = new OptionErrors();
        errors.AddFrom(ClusterSettings.All, this);
        errors.ThrowIfAny();
    }

    /// <summary>The longest time in seconds; null where it is the cluster's own.</summary>
    internal int? Seconds => Time is null ? null : (int)ReadTime(Time)!.Value.TotalSeconds;

    /// <summary>A time as Slurm writes it: minutes, hours:minutes:seconds, days-hours:minutes:seconds; null where it is none.</summary>
    internal static TimeSpan? ReadTime(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes))
        {
            return minutes > 0 ? TimeSpan.FromMinutes(minutes) : null;
        }

        var parts = text.Split('-');
        var clock = parts[^1].Split(':').Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1).ToArray();
        var days = parts.Length == 1 ? 0 : int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : -1;
        return parts.Length <= 2 && days is >= 0 and < 10_000 && clock is [>= 0 and < 100_000, >= 0 and < 60, >= 0 and < 60] && days + clock.Sum() > 0
            ? new TimeSpan(days, clock[0], clock[1], clock[2]) : null;
    }
}

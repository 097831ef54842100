namespace CaToMe.Sampling;

/// <summary>
/// The training timesteps that a run visits, falling (Lin et al., arXiv 2305.08891, table 2), with NumPy's arithmetic so
/// that halves round as in diffusers.
/// </summary>
internal static class TimestepGrid
{
    /// <summary>A timestep per step, not rounded where the spacing is <see cref="TimestepSpacing.Linspace"/>.</summary>
    internal static double[] Of(SchedulerConfig config, int steps) => Checked(config, steps, Falling(config, steps, steps, config.NumTrainTimesteps));

    /// <summary>A timestep per step, whole.</summary>
    internal static double[] Whole(SchedulerConfig config, int steps) => Array.ConvertAll(Of(config, steps), Math.Round);

    /// <summary>A whole timestep per step, where the grid has one point more: it ends before the first training timesteps, at clean latents.</summary>
    /// <param name="config">The scheduler's settings.</param>
    /// <param name="steps">Steps of the run.</param>
    /// <param name="last">The number of training timesteps to use, from the cleanest.</param>
    internal static double[] WholeWithEnd(SchedulerConfig config, int steps, int last) =>
        Checked(config, steps, [.. Falling(config, steps, steps + 1, last).Take(steps).Select(t => Math.Round(t))]);

    private static double[] Falling(SchedulerConfig config, int steps, int points, int last) => config.TimestepSpacing switch
    {
        TimestepSpacing.Linspace => [.. Enumerable.Range(0, points).Reverse().Select(i => Linspace(i, points, last - 1))],
        TimestepSpacing.Leading => [.. Enumerable.Range(0, points).Reverse().Select(i => (double)(i * (last / points) + config.StepsOffset))],
        _ => Trailing(steps, config.NumTrainTimesteps, last),
    };

    private static double Linspace(int i, int points, double end) => i == 0 ? 0 : i == points - 1 ? end : i * (end / (points - 1));

    private static double[] Trailing(int steps, int trainTimesteps, int last)
    {
        var stride = (double)trainTimesteps / steps;
        var difference = last - stride - last;
        var count = Math.Min(steps, (int)Math.Ceiling(last / stride));
        return [.. Enumerable.Range(0, count).Select(i => Math.Round(last + i * difference) - 1)];
    }

    private static double[] Checked(SchedulerConfig config, int steps, double[] timesteps)
    {
        var distinct = timesteps.Zip(timesteps.Skip(1)).All(pair => pair.First > pair.Second);
        return distinct && timesteps[0] < config.NumTrainTimesteps && timesteps[^1] >= 0
            ? timesteps
            : throw new OptionException("Steps", steps,
                $"give fewer: {config.ClassName} does not find as many timesteps among the model's {config.NumTrainTimesteps}.");
    }
}

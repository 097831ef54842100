namespace CaToMe.Sampling;

/// <summary>Multistep sampling of a latent consistency model (Luo et al., arXiv 2310.04378, algorithm 3).</summary>
internal sealed class LcmScheduler(SchedulerConfig config, StepRange steps)
    : SingleStepScheduler(config, SamplingSchedule.At(config, TeacherTimesteps(config, steps.Count)).From(steps.First), (schedule, call) =>
    {
        const double DataSigma = 0.5;
        var timesteps = schedule.Timesteps;
        var time = timesteps[call] * config.TimestepScaling;
        var skip = DataSigma * DataSigma / (time * time + DataSigma * DataSigma);
        var output = time / Math.Sqrt(time * time + DataSigma * DataSigma);
        var next = call + 1 < timesteps.Length ? schedule.Levels[call + 1] : NoiseLevel.Preserving(alphaBar: 1);
        return new StepWeights(Original: next.Signal * output, Sample: next.Signal * skip, Noise: next.Noise);
    })
{
    /// <summary>Evenly chosen timesteps of the teacher's grid, which has every k-th training timestep.</summary>
    private static double[] TeacherTimesteps(SchedulerConfig config, int steps)
    {
        var teacherSteps = config.OriginalInferenceSteps;
        if (steps > teacherSteps)
        {
            throw new OptionException("Steps", steps,
                $"give a number from 1 to {teacherSteps}: LCM chooses among the {teacherSteps} timesteps of its teacher (original_inference_steps).");
        }

        var skipped = config.NumTrainTimesteps / teacherSteps;
        var stride = (double)teacherSteps / steps;
        return [.. Enumerable.Range(0, steps).Select(i => (double)((teacherSteps - (int)(i * stride)) * skipped - 1))];
    }
}

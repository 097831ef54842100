using CaToMe.Requests;

namespace CaToMe.Tool.Output;

/// <summary>What <c>generate --json</c> says of one picture.</summary>
internal sealed class PictureRecord(GenerationResult result, int index, PlannedRun run) : SettingsRecord(result.Request)
{
    public string Path => System.IO.Path.GetFullPath(run.Pictures[index]);

    /// <summary>The file with the run's final latents; null where they were not kept.</summary>
    public string? Latents => run.Latents is null ? null : System.IO.Path.GetFullPath(run.Latents);

    /// <summary>The picture's place in its batch, from 0.</summary>
    public int BatchIndex => index;

    /// <summary>From the tokens of the prompt to the pixels, for the whole batch.</summary>
    public double ElapsedSeconds => result.Elapsed.TotalSeconds;

    public double SamplingSeconds => result.SamplingTime.TotalSeconds;

    /// <summary>Share of the tokens that were merged in the blocks that took part, 0 to 1.</summary>
    public double MergedShare => result.Statistics.MergedShare;

    /// <summary>How often a block computed its pairs.</summary>
    public int Computed => result.Statistics.Computed;

    /// <summary>How often a block used cached pairs again.</summary>
    public int Reused => result.Statistics.Reused;

    public IReadOnlyList<string> Warnings => result.Warnings;

    public string Model => result.Model.Name;

    public string ModelHash => result.Model.Hash;

    public string Device => result.Model.Device;

    public string Dtype => result.Model.Dtype;

    /// <summary>What the model was told that it predicts; null: its own.</summary>
    public string? Prediction => result.Model.Prediction;

    /// <summary>The timestep spacing that the model was loaded with; null: its own.</summary>
    public string? TimestepSpacing => result.Model.TimestepSpacing;
}

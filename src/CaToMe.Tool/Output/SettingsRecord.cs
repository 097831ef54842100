namespace CaToMe.Tool.Output;

/// <summary>
/// What <c>--json</c> says of every picture: its settings, under the names of the command line.
/// </summary>
internal abstract class SettingsRecord(GenerationRequest request) : JsonRecord
{
    public string Prompt => request.Prompt;

    public string Negative => request.NegativePrompt;

    public virtual long? Seed => request.Seed;

    public int? Width => request.Width;

    public int? Height => request.Height;

    public virtual int? Steps => request.Steps;

    public double? Guidance => request.GuidanceScale;

    public string? Sampler => request.Scheduler;

    public int ClipSkip => request.ClipSkip ?? 0;

    /// <summary><c>auto</c>, <c>on</c> or <c>off</c>; of a picture that was drawn, what was chosen.</summary>
    public string VaeTiling => request.VaeTiling.ToString().ToLowerInvariant();

    public int Batch => request.Batch;

    public MergeRecord Merge => MergeRecord.Of(request.Merge);
}
